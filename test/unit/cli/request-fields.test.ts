import { expect } from 'chai';
import { choicesOf, defaultOf, describeField, environmentName, rangeOf, requestFields } from '../../../src/schema/request-fields.js';
import { servicingRequestSchema } from '../../../src/schema/request.js';

describe('the registry of request fields', () => {
  it('covers every field of the request exactly once', () => {
    expect(requestFields.map((field) => field.key).sort()).to.deep.equal(Object.keys(servicingRequestSchema.shape).sort());
  });

  it('gives every field a text, and its own flag, variable and parameter', () => {
    for (const field of requestFields) expect(describeField(field), field.key).to.match(/^[A-Z].{10,}/u);
    for (const names of [requestFields.map((field) => field.flag), requestFields.map(environmentName), requestFields.map((field) => field.powershell)]) {
      expect(new Set(names).size).to.equal(names.length);
    }
  });

  it('knows defaults and choices from the schema itself', () => {
    const defaults = Object.fromEntries(requestFields.flatMap((field) => {
      const value = defaultOf(field);
      return value === undefined ? [] : [[field.key, value] as const];
    }));
    const parsed = servicingRequestSchema.parse({ media: 'm', updates: ['u'], output: 'o' });
    const { media: _media, updates: _updates, output: _output, ...expected } = parsed;
    expect(defaults).to.deep.equal(expected);
    const recipe = requestFields.find((field) => field.key === 'recipe');
    expect(recipe === undefined ? [] : choicesOf(recipe)).to.deep.equal(['auto', 'classic', 'current']);
  });

  it('says which fields a run cannot do without, as the schema does', () => {
    const issues = servicingRequestSchema.safeParse({}).error?.issues ?? [];
    expect(requestFields.filter((field) => field.required).map((field) => field.key).sort())
      .to.deep.equal(issues.map((issue) => String(issue.path[0])).sort());
  });

  it('knows the ends of numbers from the schema, where they have one of their own', () => {
    const ranges = Object.fromEntries(requestFields.filter(({ shape }) => shape === 'count').map((field) => [field.key, rangeOf(field)]));
    expect(ranges).to.deep.include({ parallel: { min: 1, max: 16 }, splitSize: { min: 1 } });
  });

  it('derives the names of the environment variables', () => {
    expect(requestFields.map(environmentName)).to.include.members(['OFFLINE_SERVICING_MEDIA', 'OFFLINE_SERVICING_DISM_PATH', 'OFFLINE_SERVICING_NETFX3']);
  });
});
