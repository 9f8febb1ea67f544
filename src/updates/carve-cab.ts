/** A small cabinet cut out of a large one, with only the members that are wanted. */
import { open } from 'node:fs/promises';
import { toFileError } from '../files/file-error.js';
import type { ByteSource } from '../files/byte-source.js';
import { blockHeader } from './cab-blocks.js';
import type { CabBlocks } from './cab-blocks.js';
import { flagReserve, headerSize } from './cab-tables.js';
import type { CabMember, CabTables } from './cab-tables.js';

const copyBytes = 4 * 1024 * 1024;

/**
 * Writes a cabinet with only `members`, named `0`, `1` and so on, so that no name from an update ever reaches the tool
 * or the disk. Of each folder only the blocks up to the last wanted byte are copied, as they are.
 * @throws ServicingError `disk-space`, `permission`
 */
export async function carveCab(
  from: { source: ByteSource; tables: CabTables; blocks: CabBlocks }, members: readonly CabMember[], to: string, signal?: AbortSignal,
): Promise<void> {
  const folders = [...new Set(members.map((member) => member.folder))].sort((a, b) => a - b);
  const stretches = folders.map((folder) => stretchOf(from, folder, members));
  const head = tablesOf(from.tables, folders, stretches, members);
  try {
    const handle = await open(to, 'wx');
    try {
      await handle.write(head);
      for (const { offset, length } of stretches) {
        for (let done = 0; done < length; done += copyBytes) {
          signal?.throwIfAborted();
          await handle.write(await from.source.read(offset + done, Math.min(copyBytes, length - done)));
        }
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw toFileError(error, 'write', to);
  }
}

interface Stretch { offset: number; length: number; blocks: number }

/** The bytes of a folder up to the last one that is wanted. */
function stretchOf(from: { tables: CabTables; blocks: CabBlocks }, folder: number, members: readonly CabMember[]): Stretch {
  const end = members.reduce((last, m) => (m.folder === folder ? Math.max(last, m.folderOffset + m.size) : last), 0);
  const all = from.blocks.folders[folder]!;
  const needed = Math.max(1, all.filter((block) => block.begin < end).length);
  const last = all[Math.min(needed, all.length) - 1];
  const { offset } = from.tables.folders[folder]!;
  if (last === undefined) return { offset, length: 0, blocks: 0 };
  return { offset, length: last.offset + blockHeader + from.tables.blockReserve + last.packed - offset, blocks: needed };
}

function tablesOf(tables: CabTables, folders: readonly number[], stretches: readonly Stretch[], members: readonly CabMember[]): Buffer {
  const reserved = tables.blockReserve > 0 ? 4 : 0;
  const files = members.map((member, index) => fileEntry(member, folders.indexOf(member.folder), String(index)));
  const filesAt = headerSize + reserved + 8 * folders.length;
  const dataAt = filesAt + files.reduce((sum, entry) => sum + entry.length, 0);
  const head = Buffer.alloc(filesAt);
  head.write('MSCF', 0, 'latin1');
  head.writeUInt32LE(dataAt + stretches.reduce((sum, stretch) => sum + stretch.length, 0), 8);
  head.writeUInt32LE(filesAt, 16);
  head.writeUInt8(3, 24);
  head.writeUInt8(1, 25);
  head.writeUInt16LE(folders.length, 26);
  head.writeUInt16LE(members.length, 28);
  if (reserved > 0) {
    head.writeUInt16LE(flagReserve, 30);
    head.writeUInt8(tables.blockReserve, headerSize + 3);
  }
  let offset = dataAt;
  folders.forEach((folder, index) => {
    const at = headerSize + reserved + 8 * index;
    head.writeUInt32LE(offset, at);
    head.writeUInt16LE(stretches[index]!.blocks, at + 4);
    head.writeUInt16LE(tables.folders[folder]!.compressionType, at + 6);
    offset += stretches[index]!.length;
  });
  return Buffer.concat([head, ...files]);
}

function fileEntry(member: CabMember, folder: number, name: string): Buffer {
  const entry = Buffer.alloc(16 + name.length + 1);
  entry.writeUInt32LE(member.size, 0);
  entry.writeUInt32LE(member.folderOffset, 4);
  entry.writeUInt16LE(folder, 8);
  // 1980-01-01: the time does not matter, but a date of zero is none.
  entry.writeUInt16LE(0x21, 10);
  entry.write(name, 16, 'latin1');
  return entry;
}
