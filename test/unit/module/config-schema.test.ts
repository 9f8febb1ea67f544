import { Ajv } from 'ajv';
import { expect } from 'chai';
import { renderConfigSchema } from '../../../scripts/module/config-schema.js';
import { choicesOf, defaultOf, describeField, requestFields } from '../../../src/schema/request-fields.js';
import { servicingRequestSchema } from '../../../src/schema/request.js';

interface Property {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: string[];
  items?: { enum?: string[] };
}

describe('JSON Schema of the configuration file', () => {
  const schema = JSON.parse(renderConfigSchema()) as { $schema: string; type: string; additionalProperties: unknown; required?: string[]; properties: Record<string, Property> };

  /** What an editor says of a file. */
  const problems = (file: object): string[] => {
    const validate = new Ajv({ allErrors: true }).compile(schema);
    validate(file);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
  };

  it('takes a file with every field, and one with none', () => {
    const values = { path: 'a', paths: ['a'], executable: 'a', text: 'a', names: ['a'], switch: true, seconds: { 'Add-WindowsPackage': 60 }, count: 4 };
    const full = requestFields.map((field): [string, unknown] => {
      const choices = choicesOf(field);
      if (field.shape === 'choice') return [field.key, choices.at(-1)];
      return [field.key, choices.length > 0 ? choices : values[field.shape]];
    });
    expect(problems({ $schema: './offline-servicing.schema.json', ...Object.fromEntries(full) })).to.deep.equal([]);
    expect(problems({})).to.deep.equal([]);
    expect(problems({ cache: false })).to.deep.equal([]);
  });

  it('finds what the program would refuse', () => {
    const wrong: readonly object[] = [{ meida: 'a' }, { media: 7 }, { updates: [] }, { recipe: 'magic' }, { parallel: 99 }, { parallel: 1.5 }, { timeouts: { 'Add-WindowsPackage': 0 } }, { cache: true }];
    for (const file of wrong) {
      expect(problems(file), JSON.stringify(file)).not.to.deep.equal([]);
      expect(servicingRequestSchema.partial().safeParse(file).success, JSON.stringify(file)).to.equal(false);
    }
  });

  it('has every field of the request and no other, and none of them must be there', () => {
    expect(schema).to.deep.include({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', additionalProperties: false });
    expect(Object.keys(schema.properties)).to.deep.equal(['$schema', ...requestFields.map(({ key }) => key)]);
    expect(schema.required ?? []).to.deep.equal([]);
  });

  it('has text, default and choices of each', () => {
    for (const field of requestFields) {
      const property = schema.properties[field.key];
      expect(property?.description, field.key).to.satisfy((text: string) => text.startsWith(describeField(field)));
      expect(property?.default, field.key).to.deep.equal(defaultOf(field));
      const choices = choicesOf(field);
      if (choices.length > 0) expect(property?.enum ?? property?.items?.enum, field.key).to.deep.equal(choices);
    }
  });

  it('says in which unit numbers are', () => {
    expect(schema.properties['timeouts']?.description).to.equal('Deadline per cmdlet, in seconds');
  });
});
