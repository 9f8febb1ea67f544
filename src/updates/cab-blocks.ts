/** The data blocks of a cabinet: where they lie, and whether their checksums hold, without decompressing anything. */
import type { ByteSource } from '../files/byte-source.js';
import { WindowReader } from '../files/byte-source.js';
import type { CabMember, CabTables } from './cab-tables.js';
import { invalidUpdate } from './invalid-update.js';

/** Bytes of a block's header, without what the cabinet reserves. */
export const blockHeader = 8;
/** A block holds at most this much of the uncompressed stream. */
export const blockBytes = 32 * 1024;
/** Compression may make a block that much longer (specification of the cabinet format). */
const expansion = 6144;

/** One data block. */
export interface CabBlock {
  /** Of its header, in the cabinet. */
  offset: number;
  /** Bytes of its data in the cabinet. */
  packed: number;
  /** Where its data begins in the uncompressed stream of the folder. */
  begin: number;
}

/** What the walk over all blocks saw. */
export interface CabBlocks {
  count: number;
  /** Blocks that carry a checksum; the format allows a block without one. */
  checked: number;
  /** The blocks of each folder. */
  folders: CabBlock[][];
}

/**
 * Walks every data block of the cabinet and compares its checksum. Throws ServicingError 'update-invalid' naming the
 * member that the first bad block belongs to.
 */
export async function checkCabBlocks(source: ByteSource, tables: CabTables, signal?: AbortSignal): Promise<CabBlocks> {
  const reader = new WindowReader(source);
  const result: CabBlocks = { count: 0, checked: 0, folders: [] };
  // Damaged tables can point many folders at the same bytes: a cabinet has no more blocks than fit into it.
  const most = tables.size / (blockHeader + tables.blockReserve);
  for (let folder = 0; folder < tables.folders.length; folder++) {
    const blocks = await checkFolder(source, tables, folder, reader, result, signal);
    result.count += blocks.length;
    result.folders.push(blocks);
    if (result.count > most) throw invalidUpdate({ file: source.name, what: 'the folders of the cabinet overlap' });
  }
  return result;
}

async function checkFolder(
  source: ByteSource, tables: CabTables, folder: number, reader: WindowReader, result: CabBlocks, signal?: AbortSignal,
): Promise<CabBlock[]> {
  const { compression, blocks: count } = tables.folders[folder]!;
  let { offset } = tables.folders[folder]!;
  let begin = 0;
  const inFolder = tables.members.filter((member) => member.folder === folder);
  const bad = (what: string): Error => invalidUpdate({ file: source.name, member: membersIn(inFolder, begin), what });
  const prefix = blockHeader + tables.blockReserve;
  const blocks: CabBlock[] = [];
  for (let i = 0; i < count; i++) {
    signal?.throwIfAborted();
    const head = await reader.read(offset, prefix);
    if (head.length < prefix) throw bad('the data is truncated');
    const stated = head.readUInt32LE(0);
    const packed = head.readUInt16LE(4);
    const unpacked = head.readUInt16LE(6);
    const impossible = unpacked === 0 || unpacked > blockBytes || packed > blockBytes + expansion
      || (compression === 'stored' && packed !== unpacked);
    if (impossible) throw bad(`the sizes in the data are damaged (block ${i + 1} at byte ${offset})`);
    const covered = await reader.read(offset + 4, prefix - 4 + packed);
    if (covered.length < prefix - 4 + packed || offset + prefix + packed > tables.size) throw bad('the data is truncated');
    if (stated !== 0) {
      if (blockChecksum(covered.subarray(0, prefix - 4), blockChecksum(covered.subarray(prefix - 4), 0)) !== stated) {
        throw bad(`checksum error in the data (block ${i + 1} at byte ${offset})`);
      }
      result.checked++;
    }
    blocks.push({ offset, packed, begin });
    begin += unpacked;
    offset += prefix + packed;
  }
  const needed = inFolder.reduce((end, member) => Math.max(end, member.folderOffset + member.size), 0);
  if (begin < needed) throw bad(`the data is truncated: the file table promises ${needed} bytes, ${begin} are there`);
  return blocks;
}

/** The files that share the block which begins at `offset` of the uncompressed stream; usually one. */
function membersIn(members: readonly CabMember[], offset: number): string | undefined {
  const inBlock = members.filter((m) => m.folderOffset < offset + blockBytes && m.folderOffset + m.size > offset);
  const names = (inBlock.length === 0 ? members.slice(-1) : inBlock).map((member) => member.name);
  if (names.length === 0) return undefined;
  return names.length <= 3 ? names.join(' or ') : `${names.slice(0, 3).join(' or ')} or ${names.length - 3} more`;
}

/** XOR of little-endian double words; the last one to three bytes count as a big-endian number (CSUMCompute). */
export function blockChecksum(bytes: Buffer, seed: number): number {
  let sum = seed;
  const whole = bytes.length & ~3;
  // Four times as fast as reading bytes; an update has gigabytes.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = 0; i < whole; i += 4) sum ^= view.getInt32(i, true);
  let tail = 0;
  for (let i = whole; i < bytes.length; i++) tail = (tail << 8) | bytes[i]!;
  return (sum ^ tail) >>> 0;
}
