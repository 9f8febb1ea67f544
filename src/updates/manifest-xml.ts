import { XMLParser } from 'fast-xml-parser';

/** An XML element as the parser gives it: attributes with the prefix `@`, children always as lists. */
export interface XmlElement {
  [key: string]: string | XmlElement[] | undefined;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  removeNSPrefix: true,
  isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
  // An element without attributes and children would come as a string; make every element an object.
  alwaysCreateTextNode: true,
});

/**
 * Parses a servicing manifest (update.mum, CompDB) and gives its root element. UTF-8 and UTF-16 with a byte order
 * mark are understood. Throws an Error for text that is no XML, or that declares a DOCTYPE (no manifest has one).
 */
export function parseManifestXml(bytes: Buffer, root: string): XmlElement {
  const text = decodeText(bytes);
  if (/<!DOCTYPE/iu.test(text)) throw new Error('a document type is not allowed in a manifest');
  const document = parser.parse(text, true) as XmlElement;
  const element = children(document, root)[0];
  if (element === undefined) throw new Error(`the root element <${root}> is missing`);
  return element;
}

/** Decodes text by its byte order mark; without one it is UTF-8. */
export function decodeText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return Buffer.from(bytes.subarray(2, bytes.length & ~1)).swap16().toString('utf16le');
  return bytes.toString('utf8').replace(/^\uFEFF/u, '');
}

/** Child elements of that name. */
export function children(element: XmlElement | undefined, name: string): XmlElement[] {
  const value = element?.[name];
  return Array.isArray(value) ? value : [];
}

/** An attribute, or undefined where it is absent or empty. */
export function attribute(element: XmlElement | undefined, name: string): string | undefined {
  const value = element?.[`@${name}`];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
