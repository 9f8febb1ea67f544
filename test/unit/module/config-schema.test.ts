import { expect } from 'chai';
import { renderConfigSchema } from '../../../scripts/module/config-schema.js';
import { choicesOf, defaultOf, describeField, requestFields } from '../../../src/schema/request-fields.js';

interface Property {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: string[];
  items?: { enum?: string[] };
}

describe('JSON Schema of the configuration file', () => {
  const schema = JSON.parse(renderConfigSchema()) as { $schema: string; type: string; additionalProperties: unknown; required?: string[]; properties: Record<string, Property> };

  it('takes every field of the request and no other, and none of them must be there', () => {
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
