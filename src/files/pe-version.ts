import { open, type FileHandle } from 'node:fs/promises';
import { toFileError } from './file-error.js';

/**
 * The fixed file version (VS_FIXEDFILEINFO) of a Windows program or library, e.g. `10.0.17134.165`. Only the headers,
 * the resource directory and the version resource are read. Layout: Microsoft's PE format specification.
 * @returns undefined for what is no PE, or a PE without version
 * @throws ServicingError `permission`; the file system's own error when the file is missing
 */
export async function readPeVersion(file: string | Uint8Array): Promise<string | undefined> {
  if (typeof file !== 'string') return versionFrom(async (offset, length) => slice(file, offset, length));
  let handle: FileHandle | undefined;
  try {
    const opened = (handle = await open(file, 'r'));
    return await versionFrom(async (offset, length) => {
      const { bytesRead, buffer } = await opened.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    });
  } catch (error) {
    throw toFileError(error, 'read', file);
  } finally {
    await handle?.close();
  }
}

type Reader = (offset: number, length: number) => Promise<Buffer>;

function slice(bytes: Uint8Array, offset: number, length: number): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(offset, offset + length);
}

const resourceDirectoryIndex = 2;
const versionResourceType = 16;
const fixedFileInfoSignature = 0xfeef04bd;
/** Bounds what damaged headers can make us read. */
const maxVersionResource = 64 * 1024;

interface Section { address: number; size: number; offset: number }

async function versionFrom(read: Reader): Promise<string | undefined> {
  try {
    const resources = await findResources(read);
    if (resources === undefined) return undefined;
    const { sections, root } = resources;
    const data = await findVersionData(read, root);
    if (data === undefined) return undefined;
    const offset = toOffset(sections, data.address);
    if (offset === undefined) return undefined;
    return fixedVersion(await read(offset, Math.min(data.size, maxVersionResource)));
  } catch (error) {
    if (error instanceof RangeError) return undefined; // Cut off or damaged: no version.
    throw error;
  }
}

async function findResources(read: Reader): Promise<{ sections: Section[]; root: number } | undefined> {
  const dos = await read(0, 64);
  if (dos.length < 64 || dos.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const peOffset = dos.readUInt32LE(0x3c);
  const coff = await read(peOffset, 24);
  if (coff.length < 24 || coff.toString('latin1', 0, 4) !== 'PE\0\0') return undefined;
  const sectionCount = coff.readUInt16LE(6);
  const optionalSize = coff.readUInt16LE(20);
  const headers = await read(peOffset + 24, optionalSize + sectionCount * 40);
  const directories = headers.readUInt16LE(0) === 0x20b ? 112 : 96;
  const address = headers.readUInt32LE(directories + resourceDirectoryIndex * 8);
  const sections = Array.from({ length: sectionCount }, (_, index) => {
    const at = optionalSize + index * 40;
    return {
      address: headers.readUInt32LE(at + 12), size: headers.readUInt32LE(at + 16), offset: headers.readUInt32LE(at + 20),
    };
  });
  const root = toOffset(sections, address);
  return address === 0 || root === undefined ? undefined : { sections, root };
}

function toOffset(sections: readonly Section[], address: number): number | undefined {
  const section = sections.find((one) => address >= one.address && address < one.address + one.size);
  return section && address - section.address + section.offset;
}

/** Three levels: type, name, language; of the latter two the first is taken. */
async function findVersionData(read: Reader, root: number): Promise<{ address: number; size: number } | undefined> {
  let directory = root;
  for (const wanted of [versionResourceType, undefined, undefined]) {
    const header = await read(directory, 16);
    const count = header.readUInt16LE(12) + header.readUInt16LE(14);
    const entries = await read(directory + 16, count * 8);
    let next: number | undefined;
    for (let at = 0; at < count * 8 && next === undefined; at += 8) {
      if (wanted === undefined || entries.readUInt32LE(at) === wanted) next = entries.readUInt32LE(at + 4);
    }
    if (next === undefined) return undefined;
    directory = root + (next & 0x7fffffff);
  }
  const entry = await read(directory, 8);
  return { address: entry.readUInt32LE(0), size: entry.readUInt32LE(4) };
}

function fixedVersion(resource: Buffer): string | undefined {
  for (let at = 0; at + 16 <= resource.length; at += 4) {
    if (resource.readUInt32LE(at) !== fixedFileInfoSignature) continue;
    const [high, low] = [resource.readUInt32LE(at + 8), resource.readUInt32LE(at + 12)];
    return `${high >>> 16}.${high & 0xffff}.${low >>> 16}.${low & 0xffff}`;
  }
  return undefined;
}
