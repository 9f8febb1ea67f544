import { wimInvalid } from './wim-error.js';

/** Bytes of a WIM header. Layout here and below: Microsoft's "Windows Imaging File Format" specification. */
export const wimHeaderSize = 208;

/** A stretch of the file, and what it holds (the specification's RESHDR_DISK_SHORT). */
export interface WimResource {
  /** Bytes from the start of the file. In a packed blob: from the start of the unpacked solid resource. */
  offset: number;
  /** Bytes in the file. */
  size: number;
  /** Bytes after decompression. */
  originalSize: number;
  isMetadata: boolean;
  isCompressed: boolean;
  isSolid: boolean;
}

export type WimCompression = 'none' | 'xpress' | 'lzx' | 'lzms';

export interface WimHeader {
  version: number;
  compression: WimCompression;
  /** Unpacked bytes of one compressed chunk; 0 in a WIM without compression. */
  chunkSize: number;
  /** 32 hexadecimal digits; the parts of a split WIM share it. */
  guid: string;
  partNumber: number;
  totalParts: number;
  imageCount: number;
  /** Number of the bootable image; 0 = none. */
  bootIndex: number;
  blobTable: WimResource;
  xml: WimResource;
  bootMetadata: WimResource;
  integrity: WimResource;
}

/** Bytes of a resource header within header and blob table. */
export const resourceHeaderSize = 24;

const resourceFlags = { metadata: 0x02, compressed: 0x04, solid: 0x10 } as const;
const headerFlags = { compressed: 0x2, xpress: 0x20000, lzx: 0x40000, lzms: 0x80000 } as const;
/** Of the DISM and wimlib versions in use: normal, and with solid resources (ESD). */
const knownVersions = new Set([0x10d00, 0xe00]);
const maxChunkSize: Readonly<Record<WimCompression, number>> = { none: 2 ** 26, xpress: 2 ** 16, lzx: 2 ** 21, lzms: 2 ** 27 };
const minChunkSize = 2 ** 12;

/** Reads a resource header; undefined where a number passes 2^53 (no file is that long). */
export function parseResource(bytes: Buffer, at: number): WimResource | undefined {
  const size = bytes.readUIntLE(at, 6) + bytes.readUInt8(at + 6) * 2 ** 48;
  const flags = bytes.readUInt8(at + 7);
  const offset = readU64(bytes, at + 8);
  const originalSize = readU64(bytes, at + 16);
  if (![size, offset, originalSize, offset + size].every(Number.isSafeInteger)) return undefined;
  return {
    offset, size, originalSize,
    isMetadata: (flags & resourceFlags.metadata) !== 0,
    isCompressed: (flags & resourceFlags.compressed) !== 0,
    isSolid: (flags & resourceFlags.solid) !== 0,
  };
}

/** Original size that marks a solid resource itself, as against the contents packed into it. */
export const solidMark = 2 ** 32;

/**
 * Where a resource ends in its file, without an object for all that its header says: undefined where {@link parseResource} gives
 * nothing, 0 for what is packed into a solid resource and has no place of its own.
 */
export function endInFile(view: DataView, at: number): number | undefined {
  const high = view.getUint32(at + 4, true);
  const size = (high & 0xffffff) * 2 ** 32 + view.getUint32(at, true);
  const end = bigNumber(view, at + 8) + size;
  const originalSize = bigNumber(view, at + 16);
  if (size > Number.MAX_SAFE_INTEGER || end > Number.MAX_SAFE_INTEGER || originalSize > Number.MAX_SAFE_INTEGER) return undefined;
  return ((high >>> 24) & resourceFlags.solid) === 0 || originalSize === solidMark ? end : 0;
}

/** Whether a resource header is that of an image's metadata. */
export function isMetadata(view: DataView, at: number): boolean {
  return (view.getUint8(at + 7) & resourceFlags.metadata) !== 0;
}

/** Beyond 2^53 not exact, but still beyond 2^53. */
function bigNumber(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
}

/** The same of bytes. */
function readU64(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at + 4) * 2 ** 32 + bytes.readUInt32LE(at);
}

/**
 * Reads and checks the first 208 bytes of a WIM.
 * @param path for the message
 * @throws ServicingError `wim-invalid`
 */
export function parseWimHeader(bytes: Buffer, path: string): WimHeader {
  const magic = bytes.toString('latin1', 0, 8);
  if (magic === 'WLPWM\0\0\0') throw wimInvalid(path, 'it is a pipable WIM of wimlib, which Windows does not read');
  if (magic !== 'MSWIM\0\0\0') throw wimInvalid(path, 'it does not begin as a WIM does (MSWIM)');
  if (bytes.length < wimHeaderSize) throw wimInvalid(path, 'it ends within its header');
  if (bytes.readUInt32LE(8) < wimHeaderSize) throw wimInvalid(path, 'its header has an unknown size');
  const version = bytes.readUInt32LE(12);
  if (!knownVersions.has(version)) throw wimInvalid(path, `its format version 0x${version.toString(16)} is unknown`);
  const resource = (at: number, part: string): WimResource => {
    const parsed = parseResource(bytes, at);
    if (parsed === undefined) throw wimInvalid(path, `its header gives an impossible place for the ${part}`);
    return parsed;
  };
  const header: WimHeader = {
    version,
    compression: compressionOf(bytes.readUInt32LE(16)),
    chunkSize: bytes.readUInt32LE(20),
    guid: bytes.toString('hex', 24, 40),
    partNumber: bytes.readUInt16LE(40),
    totalParts: bytes.readUInt16LE(42),
    imageCount: bytes.readUInt32LE(44),
    blobTable: resource(48, 'blob table'),
    xml: resource(72, 'XML'),
    bootMetadata: resource(96, 'boot metadata'),
    bootIndex: bytes.readUInt32LE(120),
    integrity: resource(124, 'integrity table'),
  };
  checkHeader(header, path);
  return header;
}

function compressionOf(flags: number): WimCompression {
  if ((flags & headerFlags.compressed) === 0) return 'none';
  if ((flags & headerFlags.lzx) !== 0) return 'lzx';
  if ((flags & headerFlags.lzms) !== 0) return 'lzms';
  return 'xpress';
}

function checkHeader(header: WimHeader, path: string): void {
  const { chunkSize, compression, partNumber, totalParts, bootIndex, imageCount } = header;
  if (compression !== 'none') {
    const power = chunkSize > 0 && (chunkSize & (chunkSize - 1)) === 0;
    if (!power || chunkSize < minChunkSize || chunkSize > maxChunkSize[compression]) {
      throw wimInvalid(path, `its chunk size ${chunkSize} is impossible with ${compression} compression`);
    }
  }
  if (partNumber === 0 || partNumber > totalParts) throw wimInvalid(path, `it calls itself part ${partNumber} of ${totalParts}`);
  if (bootIndex > imageCount) throw wimInvalid(path, `its boot index ${bootIndex} is beyond its ${imageCount} images`);
}
