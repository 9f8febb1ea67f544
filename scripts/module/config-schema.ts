import { z } from 'zod';
import { describeField, requestFields } from '../../src/schema/request-fields.js';
import { servicingRequestSchema } from '../../src/schema/request.js';

/** JSON Schema of the configuration file, draft-07: what editors check while a file is written. */
export function renderConfigSchema(): string {
  const { $schema, properties = {}, ...schema } = z.toJSONSchema(servicingRequestSchema.partial(), { target: 'draft-7', io: 'input' });
  const fields = requestFields.map((field): [string, object] => {
    const property = properties[field.key];
    const description = field.unit === undefined ? describeField(field) : `${describeField(field)}, in ${field.unit}`;
    return [field.key, { ...(typeof property === 'object' ? property : {}), description }];
  });
  return `${JSON.stringify({
    $schema,
    title: 'Configuration of offline-servicing',
    description: 'The file of --config and -ConfigPath, as JSON or YAML. Paths are relative to its folder.',
    ...schema,
    properties: { $schema: { type: 'string', description: 'Where this schema lies, for editors' }, ...Object.fromEntries(fields) },
  }, null, 2)}\n`;
}
