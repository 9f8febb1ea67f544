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

function decode(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.length >= 2 && buffer.readUInt16LE(0) === 0xfeff ? buffer.toString('utf16le', 2) : decodeAnsi(buffer);
}

/** Lines of all sections of a name, without comments; undefined where there is none. */
function sectionLines(text: string, name: string): string[] | undefined {
  let current = '';
  let found: string[] | undefined;
  for (const raw of text.split(/\r\n|\n|\r/u)) {
    const line = raw.replace(/;.*$/u, '').trim();
    const section = /^\[([^\]]*)\]/u.exec(line)?.[1];
    if (section !== undefined) current = section.trim().toLowerCase();
    else if (current === name && line !== '') (found ??= []).push(line);
    if (current === name) found ??= [];
  }
  return found;
}
