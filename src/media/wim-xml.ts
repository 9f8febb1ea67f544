import type { Architecture } from '../schema/common.js';
import { ServicingError } from '../schema/errors.js';
import type { ImageInfo } from '../schema/media.js';
import { filetimeToIso } from './filetime.js';
import { wimInvalid } from './wim-error.js';
import { childNode, childNodes, childText, childTexts, parseXml, type XmlNode } from './xml-tree.js';

/** What the XML of a WIM says of one image. */
export interface WimXmlImage extends Omit<ImageInfo, 'identity' | 'winre' | 'packages' | 'ubr' | 'currentBuild' | 'servicingStack' | 'has'> {
  /** The element without its INDEX, for the image's identity: where an image stands says nothing of what it is. */
  content: XmlNode;
}

/** Codes of ARCH: PROCESSOR_ARCHITECTURE_* of the Windows SDK. */
const architectures: Readonly<Record<string, Architecture>> = { '0': 'x86', '9': 'x64', '12': 'arm64' };

/**
 * Reads the XML resource of a WIM: UTF-16LE, with or without byte order mark.
 * @param path for messages
 * @returns the images, sorted by index
 * @throws ServicingError `wim-invalid` for what is not well-formed or does not say what a WIM's must,
 *   `media-unsupported` for an encrypted ESD
 */
export function parseWimXml(bytes: Buffer, path: string): WimXmlImage[] {
  if (bytes.length % 2 !== 0) throw wimInvalid(path, 'its XML is not UTF-16');
  let root: XmlNode;
  try {
    const text = new TextDecoder('utf-16le', { fatal: true }).decode(bytes);
    root = parseXml(text.replace(/\0+$/u, ''));
  } catch (error) {
    throw wimInvalid(path, `its XML cannot be read (${error instanceof Error ? error.message : String(error)})`, error);
  }
  if (!('WIM' in root)) throw wimInvalid(path, 'its XML has no WIM element');
  if ('ENCRYPTED' in (childNode(childNode(root, 'WIM'), 'ESD') ?? {})) {
    throw new ServicingError('media-unsupported', `${path} is an encrypted ESD, as the vendor's update service hands it out.`, {
      advice: 'Use media with install.wim or an ESD that is not encrypted, or decrypt this one first.',
    });
  }
  const images = childNodes(childNode(root, 'WIM'), 'IMAGE').map((node) => toImage(node, path));
  return images.sort((a, b) => a.index - b.index);
}

function toImage(node: XmlNode, path: string): WimXmlImage {
  const { '@INDEX': indexText, ...content } = node;
  const index = wholeNumber(typeof indexText === 'string' ? indexText : undefined);
  if (index === undefined || index === 0) throw wimInvalid(path, 'its XML has an image without index');
  const windows = childNode(node, 'WINDOWS');
  const languages = childNode(windows, 'LANGUAGES');
  return {
    index, content,
    name: childText(node, 'NAME') ?? '',
    description: childText(node, 'DESCRIPTION') ?? '',
    size: wholeNumber(childText(node, 'TOTALBYTES')) ?? 0,
    directoryCount: wholeNumber(childText(node, 'DIRCOUNT')) ?? 0,
    fileCount: wholeNumber(childText(node, 'FILECOUNT')) ?? 0,
    languages: childTexts(languages, 'LANGUAGE').filter((language) => language !== ''),
    rehearsed: childText(childNode(node, 'OFFLINESERVICING'), 'REHEARSAL') === '1',
    ...present({
      displayName: childText(node, 'DISPLAYNAME'),
      displayDescription: childText(node, 'DISPLAYDESCRIPTION'),
      flags: childText(node, 'FLAGS'),
      editionId: childText(windows, 'EDITIONID'),
      installationType: childText(windows, 'INSTALLATIONTYPE'),
      productName: childText(windows, 'PRODUCTNAME'),
      architecture: architectures[childText(windows, 'ARCH') ?? ''],
      version: toVersion(childNode(windows, 'VERSION')),
      defaultLanguage: childText(languages, 'DEFAULT'),
      createdTime: toTime(childNode(node, 'CREATIONTIME')),
      modifiedTime: toTime(childNode(node, 'LASTMODIFICATIONTIME')),
    }),
  };
}

function toVersion(node: XmlNode | undefined): ImageInfo['version'] {
  const [major, minor, build] = ['MAJOR', 'MINOR', 'BUILD'].map((name) => wholeNumber(childText(node, name)));
  if (major === undefined || minor === undefined || build === undefined) return undefined;
  return {
    major, minor, build,
    spBuild: wholeNumber(childText(node, 'SPBUILD')) ?? 0,
    spLevel: wholeNumber(childText(node, 'SPLEVEL')) ?? 0,
  };
}

/** A FILETIME in two hexadecimal halves. */
function toTime(node: XmlNode | undefined): string | undefined {
  const [high, low] = [childText(node, 'HIGHPART'), childText(node, 'LOWPART')];
  const hexadecimal = /^0x[0-9a-f]{1,8}$/iu;
  if (high === undefined || low === undefined || !hexadecimal.test(high) || !hexadecimal.test(low)) return undefined;
  return filetimeToIso((BigInt(high) << 32n) | BigInt(low));
}

function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d+$/u.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is undefined or, of texts, empty: "absent" has one spelling. */
function present<T extends Record<string, unknown>>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== '')) as Present<T>;
}
