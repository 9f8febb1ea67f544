import { decodeText } from './manifest-xml.js';

/**
 * Reads a `*-pkgProperties.txt` of a classic MSU: lines `Key="Value"`, UTF-16LE with a byte order mark.
 * Keys are given in lower case; lines of another form are left out.
 */
export function parsePkgProperties(bytes: Buffer): Map<string, string> {
  const properties = new Map<string, string>();
  for (const line of decodeText(bytes).split(/\r?\n/u)) {
    const match = /^\s*([^=]+?)\s*=\s*"(.*)"\s*$/u.exec(line);
    if (match !== null) properties.set(match[1]!.toLowerCase(), match[2]!);
  }
  return properties;
}
