import { RegSyntaxError } from './reg-error.js';
import { decodeReg, linesOf } from './reg-lines.js';
import type { RegLine } from './reg-lines.js';
import type { RegChange, RegHive } from './reg-model.js';
import { offlineKey } from './reg-roots.js';
import type { RegValueText } from './reg-value.js';
import { readPlainValue, readQuoted, registryText } from './reg-value.js';

const headers: Readonly<Record<string, { ansi: boolean }>> = {
  'REGEDIT4': { ansi: true }, 'Windows Registry Editor Version 5.00': { ansi: false },
};
const regSz = 1;
/** Limits of Windows ("Registry element size limits"). */
const longestKeyName = 255;
const longestValueName = 16_383;

/**
 * Reads a .reg file, strictly: what regedit would pass over in silence is an error with its line.
 * @param file its name for messages
 * @throws ServicingError `input-invalid`
 */
export function parseRegFile(bytes: Uint8Array, file: string): RegChange[] {
  return new RegParser(linesOf(decodeReg(bytes, file)), file).parse();
}

class RegParser {
  readonly #lines: readonly RegLine[];
  readonly #file: string;
  readonly #changes: RegChange[] = [];
  #at = 0;
  #ansi = false;
  /** The key that values belong to; undefined before the first one and below a deleted one. */
  #key: { hive: RegHive; key: string } | undefined;

  constructor(lines: readonly RegLine[], file: string) {
    this.#lines = lines;
    this.#file = file;
  }

  parse(): RegChange[] {
    this.#header();
    for (let line = this.#next(); line !== undefined; line = this.#next()) {
      const text = line.text.trim();
      if (text === '' || text.startsWith(';')) continue;
      if (text.startsWith('[')) this.#keyLine(text, line.line);
      else this.#valueLine(text.startsWith('@') ? text : line.text.trimStart(), line.line);
    }
    if (this.#changes.length === 0) throw this.#error(1, 'the file changes nothing');
    return this.#changes;
  }

  #header(): void {
    const first = this.#next();
    const header = headers[first?.text.trim() ?? ''];
    if (header === undefined) throw this.#error(1, 'the first line must be "Windows Registry Editor Version 5.00" or "REGEDIT4"');
    this.#ansi = header.ansi;
  }

  #next(): RegLine | undefined {
    const line = this.#lines[this.#at];
    this.#at += 1;
    return line;
  }

  #keyLine(text: string, line: number): void {
    const end = text.lastIndexOf(']');
    const behind = text.slice(end + 1).trim();
    if (end < 0 || (behind !== '' && !behind.startsWith(';'))) throw this.#error(line, 'the key has no ] at its end');
    const deletes = text.startsWith('[-');
    const path = text.slice(deletes ? 2 : 1, end);
    const found = offlineKey(path);
    if (found === undefined) throw this.#rootError(line, path);
    if (found.key !== '' && found.key.split('\\').some((name) => name === '' || name.length > longestKeyName)) throw this.#error(line, `${path} has an empty or too long name in it`);
    if (deletes && found.key === '') throw this.#error(line, `${path} cannot be deleted as a whole`);
    this.#key = deletes ? undefined : found;
    this.#changes.push(deletes ? { ...found, line, do: 'delete-key' } : { ...found, line, do: 'make-key' });
  }

  #rootError(line: number, path: string): RegSyntaxError {
    return this.#error(line, `${path.split('\\').slice(0, 2).join('\\')} cannot be changed in an image`,
      'Possible are HKEY_LOCAL_MACHINE\\SOFTWARE, HKEY_LOCAL_MACHINE\\SYSTEM, HKEY_USERS\\.DEFAULT, and HKEY_CURRENT_USER for the default user.');
  }

  #valueLine(text: string, line: number): void {
    const key = this.#key;
    if (key === undefined) throw this.#error(line, 'a value must stand below a key that is not deleted');
    const { name, rest } = this.#valueName(text, line);
    if (name.length > longestValueName) throw this.#error(line, 'the name of the value is too long');
    const value = this.#value(rest, line);
    this.#changes.push('delete' in value ? { ...key, line, do: 'delete-value', name } : { ...key, line, do: 'set', name, ...value });
  }

  #valueName(text: string, line: number): { name: string; rest: string } {
    const quoted = text.startsWith('"') ? this.#quoted(text, line) : undefined;
    const name = quoted?.value ?? '';
    const behind = (quoted?.rest ?? (text.startsWith('@') ? text.slice(1) : '')).trimStart();
    if (!behind.startsWith('=')) throw this.#error(line, 'expected a key in brackets, or a name in quotes (or @), = and a value');
    return { name, rest: behind.slice(1).trimStart() };
  }

  #value(text: string, line: number): RegValueText {
    if (!text.startsWith('"')) return this.#guard(line, () => readPlainValue(this.#joined(text), this.#ansi));
    const { value, rest } = this.#quoted(text, line);
    if (rest.trim() !== '' && !rest.trim().startsWith(';')) throw this.#error(line, `${JSON.stringify(rest.trim().slice(0, 40))} stands behind the text`);
    return { type: regSz, data: registryText(value) };
  }

  /** A quoted text; one with line breaks goes on over lines, as regedit exports it. */
  #quoted(text: string, line: number): { value: string; rest: string } {
    return this.#guard(line, () => {
      let whole = text;
      for (let found = readQuoted(whole); ; found = readQuoted(whole)) {
        if (found !== undefined) return found;
        const next = this.#next();
        if (next === undefined) throw new SyntaxError('the text has no quote at its end');
        whole += `\r\n${next.text}`;
      }
    });
  }

  /** The lines of a value that `\` joins, without comments. */
  #joined(text: string): string {
    const clean = (part: string): string => part.replace(/;.*$/u, '').trim();
    let whole = clean(text);
    while (whole.endsWith('\\')) {
      const next = this.#next();
      if (next === undefined) throw new SyntaxError('the value goes on, but the file ends');
      whole = whole.slice(0, -1).trimEnd() + clean(next.text);
    }
    return whole;
  }

  #guard<T>(line: number, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof SyntaxError) throw this.#error(line, error.message);
      throw error;
    }
  }

  #error(line: number, what: string, advice?: string): RegSyntaxError {
    return new RegSyntaxError(this.#file, line, what, advice);
  }
}
