/** A PowerShell string literal: between single quotes nothing is expanded. */
export function quoted(text: string): string {
  return `'${text.replace(/'/gu, '\'\'')}'`;
}

/** A value as it is written in PowerShell: texts, numbers, lists of them, and tables. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return value.map(literal).join(', ');
  if (typeof value === 'object' && value !== null) {
    return `@{ ${Object.entries(value).map(([key, item]) => `${quoted(key)} = ${literal(item)}`).join('; ')} }`;
  }
  return typeof value === 'string' ? quoted(value) : String(value);
}

/** The lines of a text, each further in. */
export function indented(text: string, by = 4): string {
  return text.split('\n').map((line) => (line === '' ? '' : `${' '.repeat(by)}${line}`)).join('\n');
}

/** Text for XML. */
export function escaped(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;').replace(/"/gu, '&quot;');
}
