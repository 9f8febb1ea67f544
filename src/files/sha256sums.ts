/** One line of a `SHA256SUMS` file. */
export interface Sum {
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Relative to the folder of the file, with `/`. */
  readonly path: string;
}

/** The file as `sha256sum` of GNU writes it for binary files, sorted by path, so that `sha256sum -c` reads it. */
export function renderSums(sums: readonly Sum[]): string {
  return [...sums].sort((one, other) => (one.path < other.path ? -1 : 1)).map(({ sha256, path }) => {
    const escaped = path.replace(/\\/gu, '\\\\').replace(/\n/gu, '\\n').replace(/\r/gu, '\\r');
    return `${escaped === path ? '' : '\\'}${sha256}  ${escaped}\n`;
  }).join('');
}

const line = /^(?<escape>\\?)(?<sha256>[0-9a-f]{64}) [ *](?<path>.+)$/iu;
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', '\\': '\\' };

/** Reads such a file; undefined where a line is none of its lines. */
export function parseSums(text: string): Sum[] | undefined {
  const sums: Sum[] = [];
  for (const written of text.split(/\r?\n/u)) {
    if (written === '' || written.startsWith('#')) continue;
    const { escape = '', sha256 = '', path = '' } = line.exec(written)?.groups ?? {};
    if (path === '') return undefined;
    sums.push({ sha256: sha256.toLowerCase(), path: escape === '' ? path : path.replace(/\\(.)/gu, (whole, letter: string) => escapes[letter] ?? whole) });
  }
  return sums;
}
