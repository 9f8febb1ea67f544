/** An XML element as text; attributes without a value are left out. */
export function element(name: string, attributes: Readonly<Record<string, string | undefined>> = {}, children: readonly string[] = []): string {
  const list = Object.entries(attributes)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(value)}"`).join('');
  if (children.length === 0) return `<${name}${list} />`;
  return `<${name}${list}>\r\n${children.map((child) => `  ${child.replaceAll('\r\n', '\r\n  ')}`).join('\r\n')}\r\n</${name}>`;
}

/** An XML document in UTF-8. */
export function xmlDocument(root: string): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n${root}\r\n`, 'utf8');
}

function escapeXml(value: string): string {
  return value.replace(/[<>&"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}
