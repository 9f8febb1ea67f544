import { fieldFacts } from '../src/cli/request-options.js';
import { defaultOf, describeField, environmentName, requestFields, type RequestField } from '../src/schema/request-fields.js';
import { cell, replaceSection } from './page-section.js';

function standardOf(field: RequestField): string {
  const standard = defaultOf(field);
  if (field.required) return 'required';
  if (standard === undefined) return '';
  return typeof standard === 'object' && standard !== null && Object.keys(standard).length === 0 ? '' : `\`${JSON.stringify(standard)}\``;
}

function row(field: RequestField): string {
  const facts = fieldFacts(field);
  const text = facts.length === 0 ? describeField(field) : `${describeField(field)} (${facts.join('; ')})`;
  const flags = field.off === undefined ? `\`${field.flag}\`` : `\`${field.flag}\`, \`${field.off.flag}\``;
  return `| ${flags} | \`${field.key}\` | \`${environmentName(field)}\` | ${standardOf(field)} | ${cell(text)} |`;
}

/** docs/cli.md with its table of request fields brought up to date; the rest of the page is written by hand. */
export function renderCliPage(page: string): string {
  const table = ['| flag | field in `--config` and TypeScript | environment | default | meaning |', '|---|---|---|---|---|', ...requestFields.map(row)];
  return replaceSection(page, 'request fields', table.join('\n'));
}
