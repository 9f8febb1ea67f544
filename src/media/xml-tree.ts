import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element as fast-xml-parser gives it: attributes as `@NAME`, repeated children as lists, text as strings. */
export type XmlNode = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  ignoreAttributes: false, attributeNamePrefix: '@', textNodeName: '#text',
  parseTagValue: false, parseAttributeValue: false, processEntities: false,
  tagValueProcessor: (_name, text) => decodeEntities(text),
  attributeValueProcessor: (_name, text) => decodeEntities(text),
});

const namedEntities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Only XML's own five and numbers: a document may not define more, so it cannot grow when read. */
function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]+);/giu, (whole, name: string) => {
    if (!name.startsWith('#')) return namedEntities[name] ?? whole;
    const code = /^#x/iu.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** @throws Error saying what is wrong and where, also for a document type definition */
export function parseXml(text: string): XmlNode {
  if (/<!DOCTYPE/iu.test(text)) throw new Error('it has a document type definition');
  const verdict = XMLValidator.validate(text);
  if (verdict !== true) throw new Error(`line ${verdict.err.line}: ${verdict.err.msg}`);
  return parser.parse(text) as XmlNode;
}

/** The child elements of a name, in order; none when there are none. */
export function childNodes(node: XmlNode | undefined, name: string): XmlNode[] {
  return listOf(node?.[name]).filter((child): child is XmlNode => typeof child === 'object' && child !== null);
}

/** The first child element of a name that has more than text. */
export function childNode(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return childNodes(node, name)[0];
}

/** The texts of the child elements of a name. */
export function childTexts(node: XmlNode | undefined, name: string): string[] {
  return listOf(node?.[name]).map(textOf).filter((text) => text !== undefined);
}

/** The text of the first child element of a name; undefined when there is none. */
export function childText(node: XmlNode | undefined, name: string): string | undefined {
  return childTexts(node, name)[0];
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const text = (value as XmlNode)['#text'];
  return typeof text === 'string' ? text : undefined;
}
