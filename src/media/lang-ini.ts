/**
 * The languages that a `sources/lang.ini` says are available, as it spells them. DISM writes the file as UTF-16 with a byte
 * order mark; without one it is UTF-8.
 */
export function languagesOfLangIni(bytes: Uint8Array): string[] {
  const unicode = bytes[0] === 0xff && bytes[1] === 0xfe;
  const lines = new TextDecoder(unicode ? 'utf-16le' : 'utf-8').decode(bytes).split(/\r?\n/u).map((line) => line.trim());
  const start = lines.findIndex((line) => line.toLowerCase() === '[available ui languages]');
  if (start < 0) return [];
  const end = lines.findIndex((line, at) => at > start && line.startsWith('['));
  return lines.slice(start + 1, end < 0 ? undefined : end).flatMap((line) => /^([\w-]+)\s*=/u.exec(line)?.[1] ?? []);
}
