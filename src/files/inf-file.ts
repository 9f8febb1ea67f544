import type { Architecture } from '../schema/common.js';
import { decodeAnsi } from './ansi.js';

const decorations: Readonly<Record<Architecture, RegExp>> = { x64: /^ntamd64(?:\.|$)/u, arm64: /^ntarm64(?:\.|$)/u, x86: /^nt(?:x86)?(?:\.|$)/u };

/**
 * Whether a driver's INF has models for an architecture, by the TargetOS decorations of its [Manufacturer] section
 * ("INF Manufacturer Section" in the Windows driver documentation): `%mfg% = Models, NTamd64`. Without a decoration it is
 * for x86. An INF without that section (extension of a class, software) is taken to be for all; Windows decides.
 * @param bytes the file; UTF-16 with byte order mark, else one byte a character
 */
export function infAppliesTo(bytes: Uint8Array, architecture: Architecture): boolean {
  const lines = sectionLines(decode(bytes), 'manufacturer');
  if (lines === undefined) return true;
  return lines.some((line) => {
    const [, ...tags] = (line.includes('=') ? line.slice(line.indexOf('=') + 1) : line).split(',').map((part) => part.trim().toLowerCase());
    return tags.length === 0 ? architecture === 'x86' : tags.some((tag) => decorations[architecture].test(tag));
  });
}

/** What the [Version] section of an INF says of its driver; what it does not say is left out. */
export interface InfFacts {
  readonly provider?: string;
  readonly className?: string;
  /** ISO 8601, `2025-03-01`. */
  readonly date?: string;
  /** As written, e.g. `1.2.3.4`. */
  readonly version?: string;
}

/**
 * Provider, class, date and version of a driver ("INF Version Section", "INF DriverVer Directive" in the Windows driver
 * documentation). `%names%` are those of [Strings].
 */
export function infFacts(bytes: Uint8Array): InfFacts {
  const text = decode(bytes);
  const [version, strings] = ['version', 'strings'].map((name) => valuesOf(sectionLines(text, name, { keepsQuoted: true }) ?? []));
  const value = (key: string): string | undefined => {
    const found = version?.get(key)?.replace(/%([^%]*)%/gu, (whole, name: string) => (name === '' ? '%' : strings?.get(name.trim().toLowerCase()) ?? whole)).trim();
    return found === '' ? undefined : found;
  };
  const [provider, className] = [value('provider'), value('class')];
  const [day = '', number = ''] = (value('driverver') ?? '').split(',').map((part) => part.trim());
  const [, month = '', date = '', year = ''] = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/u.exec(day) ?? [];
  return {
    ...(provider !== undefined && { provider }), ...(className !== undefined && { className }),
    ...(year !== '' && { date: `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}` }), ...(/^\d+(?:\.\d+)*$/u.test(number) && { version: number }),
  };
}

/** Values by key in small letters; the first of a key counts. Quotes are gone, a doubled one inside is one. */
function valuesOf(lines: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of lines) {
    const at = line.indexOf('=');
    const key = line.slice(0, Math.max(0, at)).trim().toLowerCase();
    if (at < 1 || found.has(key)) continue;
    const value = line.slice(at + 1).trim();
    found.set(key, /^"(?:[^"]|"")*"$/u.test(value) ? value.slice(1, -1).replaceAll('""', '"') : value);
  }
  return found;
}

function decode(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.length >= 2 && buffer.readUInt16LE(0) === 0xfeff ? buffer.toString('utf16le', 2) : decodeAnsi(buffer);
}

/** Lines of all sections of a name, without comments (a `;` within quotes may be kept); undefined where there is none. */
function sectionLines(text: string, name: string, { keepsQuoted = false } = {}): string[] | undefined {
  let current = '';
  let found: string[] | undefined;
  for (const raw of text.split(/\r\n|\n|\r/u)) {
    const line = (keepsQuoted ? /^(?:"[^"]*"|[^";]|"(?=[^"]*$))*/u.exec(raw)?.[0] ?? '' : raw.replace(/;.*$/u, '')).trim();
    const section = /^\[([^\]]*)\]/u.exec(line)?.[1];
    if (section !== undefined) current = section.trim().toLowerCase();
    else if (current === name && line !== '') (found ??= []).push(line);
    if (current === name) found ??= [];
  }
  return found;
}
