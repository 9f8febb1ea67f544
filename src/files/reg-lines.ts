import { decodeAnsi } from './ansi.js';
import { RegSyntaxError } from './reg-error.js';

/** A line of a .reg file with its number, from 1. */
export interface RegLine {
  readonly text: string;
  readonly line: number;
}

const utf16Mark = [0xff, 0xfe];
const utf16BigMark = [0xfe, 0xff];

/**
 * The text of a .reg file: UTF-16LE or UTF-8 with byte order mark; without one UTF-8 where the bytes are that, else the
 * Western code page (windows-1252), which is what REGEDIT4 files are written in.
 * @throws RegSyntaxError for UTF-16 that is big-endian or has no mark
 */
export function decodeReg(bytes: Uint8Array, file: string): string {
  const begins = (mark: readonly number[]): boolean => mark.every((byte, at) => bytes[at] === byte);
  if (begins(utf16Mark)) return new TextDecoder('utf-16le').decode(bytes);
  if (begins(utf16BigMark) || bytes.includes(0)) {
    throw new RegSyntaxError(file, 1, 'the file is UTF-16 without a byte order mark, or big-endian', 'Save it as UTF-16 LE (Unicode) or UTF-8.');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeAnsi(bytes);
  }
}

/** Lines of a text, without their ends. */
export function linesOf(text: string): RegLine[] {
  return text.split(/\r\n|\n|\r/u).map((line, at) => ({ text: line, line: at + 1 }));
}
