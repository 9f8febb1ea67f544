/** A PowerShell string literal: between single quotes nothing is expanded. */
export function quoted(text: string): string {
  return `'${text.replace(/'/gu, '\'\'')}'`;
}

/** The lines of a text, each further in. */
export function indented(text: string, by = 4): string {
  return text.split('\n').map((line) => (line === '' ? '' : `${' '.repeat(by)}${line}`)).join('\n');
}

/** Text for XML. */
export function escaped(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;').replace(/"/gu, '&quot;');
}
