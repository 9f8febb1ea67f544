import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

const at = { tableSize: 0x30, tableOffset: 0x38, xmlOffset: 0x50 };
const sizeMask = 0xff_ffff_ffff_ffffn;

/**
 * Gives every file of a WIM's first image a security descriptor, an attribute and a creation time, which capturing on
 * Linux cannot: for a WIM that was captured without compression and without integrity table.
 */
export async function secureWim(wim: string, descriptors: readonly Buffer[], attributes: number, creationTime: bigint): Promise<void> {
  const bytes = await readFile(wim);
  const tableOffset = Number(bytes.readBigUInt64LE(at.tableOffset));
  const table = bytes.subarray(tableOffset, tableOffset + Number(bytes.readBigUInt64LE(at.tableSize) & sizeMask));
  const rest = bytes.subarray(tableOffset + table.length);
  const entry = Array.from({ length: table.length / 50 }, (_, index) => index * 50).find((position) => (table.readUInt8(position + 7) & 2) !== 0) ?? 0;
  const offset = Number(table.readBigUInt64LE(entry + 8));
  const metadata = secureMetadata(bytes.subarray(offset, offset + Number(table.readBigUInt64LE(entry) & sizeMask)), descriptors, attributes, creationTime);
  table.writeBigUInt64LE(BigInt(metadata.length) | (2n << 56n), entry);
  table.writeBigUInt64LE(BigInt(tableOffset), entry + 8);
  table.writeBigUInt64LE(BigInt(metadata.length), entry + 16);
  createHash('sha1').update(metadata).digest().copy(table, entry + 30);
  bytes.writeBigUInt64LE(BigInt(tableOffset + metadata.length), at.tableOffset);
  bytes.writeBigUInt64LE(bytes.readBigUInt64LE(at.xmlOffset) + BigInt(metadata.length), at.xmlOffset);
  await writeFile(wim, Buffer.concat([bytes.subarray(0, tableOffset), metadata, table, rest]));
}

/** The table of descriptors grows, and with it every offset behind it. */
function secureMetadata(old: Buffer, descriptors: readonly Buffer[], attributes: number, creationTime: bigint): Buffer {
  const start = align8(Math.max(8, old.readUInt32LE(0)));
  const head = Buffer.alloc(8 + 8 * descriptors.length);
  descriptors.forEach((descriptor, index) => head.writeBigUInt64LE(BigInt(descriptor.length), 8 + 8 * index));
  const security = Buffer.concat([head, ...descriptors]);
  security.writeUInt32LE(security.length, 0);
  security.writeUInt32LE(descriptors.length, 4);
  const padding = Buffer.alloc(align8(security.length) - security.length);
  const metadata = Buffer.concat([security, padding, old.subarray(start)]);
  const shift = security.length + padding.length - start;
  let count = 0;
  const visit = (position: number): void => {
    for (let dentry = position; metadata.readBigUInt64LE(dentry) > 8n; dentry = align8(dentry + Number(metadata.readBigUInt64LE(dentry)))) {
      if ((metadata.readUInt32LE(dentry + 8) & 0x10) !== 0) enter(dentry);
      else {
        metadata.writeUInt32LE(attributes, dentry + 8);
        metadata.writeInt32LE(count++ % descriptors.length, dentry + 12);
        metadata.writeBigUInt64LE(creationTime, dentry + 40);
      }
    }
  };
  const enter = (folder: number): void => {
    const below = Number(metadata.readBigUInt64LE(folder + 16));
    if (below === 0) return;
    metadata.writeBigUInt64LE(BigInt(below + shift), folder + 16);
    visit(below + shift);
  };
  enter(start + shift);
  return metadata;
}

function align8(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}
