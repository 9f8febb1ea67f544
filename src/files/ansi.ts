/** Characters of windows-1252 from 0x80 to 0x9f; the five that have none stand for themselves, as Windows has it. */
const special = '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** Text in the Western code page of Windows. Some releases of Node.js decode it as Latin-1, which has other characters there. */
export function decodeAnsi(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').replace(/[\u0080-\u009f]/gu, (char) => special.charAt(char.charCodeAt(0) - 0x80));
}
