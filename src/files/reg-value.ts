import { decodeAnsi } from './ansi.js';

const types = { none: 0, text: 1, expandable: 2, binary: 3, dword: 4, multiText: 7 } as const;
const textTypes = new Set<number>([types.text, types.expandable, types.multiText]);

/** What stands behind the `=` of a value. */
export type RegValueText = { readonly delete: true } | { readonly type: number; readonly data: Buffer };

/** A text as the registry keeps it: UTF-16 with a NUL at the end. */
export function registryText(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le');
}

/**
 * Reads a quoted text with its escapes (`\\` and `\"`).
 * @param text begins with the quote
 * @returns the text, and what stands behind its closing quote; undefined where that is missing
 */
export function readQuoted(text: string): { value: string; rest: string } | undefined {
  let value = '';
  for (let at = 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') return { value, rest: text.slice(at + 1) };
    if (char === '\\') {
      const next = text.charAt(at + 1);
      if (next !== '\\' && next !== '"') throw new SyntaxError(`\\${next} in a text: a backslash is written \\\\, a quote \\"`);
      at += 1;
      value += next;
    } else value += char;
  }
  return undefined;
}

/**
 * Reads what is not a quoted text: `-`, `dword:…`, `hex:…`, `hex(n):…`. Lines must be joined, comments gone.
 * @param ansi in REGEDIT4 files the bytes of texts are ANSI; they are turned into UTF-16
 * @throws SyntaxError in words for people
 */
export function readPlainValue(text: string, ansi: boolean): RegValueText {
  if (text === '-') return { delete: true };
  const dword = /^dword:([0-9a-f]{1,8})$/iu.exec(text)?.[1];
  if (dword !== undefined) {
    const data = Buffer.alloc(4);
    data.writeUInt32LE(Number.parseInt(dword, 16));
    return { type: types.dword, data };
  }
  const hex = /^hex(?:\(([0-9a-f]{1,8})\))?:(.*)$/isu.exec(text);
  if (hex === null) throw new SyntaxError(`${text.slice(0, 40)} is no value: expected a text in quotes, dword:, hex:, hex(n): or -`);
  const type = hex[1] === undefined ? types.binary : Number.parseInt(hex[1], 16);
  const bytes = readBytes(hex[2] ?? '');
  if (!ansi || !textTypes.has(type)) return { type, data: bytes };
  return { type, data: Buffer.from(decodeAnsi(bytes), 'utf16le') };
}

function readBytes(list: string): Buffer {
  const compact = list.replace(/[ \t]/gu, '').replace(/,$/u, '');
  if (compact === '') return Buffer.alloc(0);
  const parts = compact.split(',');
  const wrong = parts.find((part) => !/^[0-9a-f]{1,2}$/iu.test(part));
  if (wrong !== undefined) throw new SyntaxError(`${JSON.stringify(wrong)} is no byte: expected two hexadecimal digits, with commas between`);
  return Buffer.from(parts.map((part) => Number.parseInt(part, 16)));
}
