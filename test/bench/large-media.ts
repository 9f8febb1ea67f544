import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, openSync, readSync, rmSync, statSync, truncateSync, writeFileSync, writeSync, closeSync, ftruncateSync } from 'node:fs';
import { join } from 'node:path';
import { makeLab } from '../../src/lab/make-lab.js';
import { wimHeaderSize } from '../../src/media/wim-header.js';

/** What makes lab media as large as real ones. */
export interface LargeMedia {
  /** Empty folder; gets `lab`, with media and updates. */
  readonly folder: string;
  /** Install images, all with the files of the first. */
  readonly images: number;
  /** Files in WinSxS of each: a Windows 11 has some 100,000. */
  readonly filesPerImage: number;
  /** Contents in install.wim beside these; see {@link appendContent}. */
  readonly gigabytes: number;
  /** Small files in the media folder. */
  readonly mediaFiles: number;
}

/** @returns path of the media */
export async function makeLargeMedia({ folder, images, filesPerImage, gigabytes, mediaFiles }: LargeMedia): Promise<string> {
  await makeLab({ build: 26100, output: join(folder, 'lab'), editions: ['Core'], megabytes: 1, bare: true });
  const media = join(folder, 'lab', 'media');
  const wim = join(media, 'sources', 'install.wim');
  const fill = join(folder, 'fill');
  writeComponents(fill, filesPerImage);
  const wimlib = (...call: string[]): void => { execFileSync('wimlib-imagex', call, { stdio: ['ignore', 'ignore', 'inherit'] }); };
  wimlib('update', wim, '1', '--command', `add "${fill}" /Windows/WinSxS --no-acls`);
  rmSync(fill, { recursive: true });
  for (let image = 2; image <= images; image += 1) wimlib('export', wim, '1', wim, `Windows 11 Edition ${image}`);
  if (gigabytes > 0) appendContent(wim, gigabytes * 2 ** 30);
  for (let file = 0; file < mediaFiles; file += 1) {
    const place = join(media, 'support', `part-${file % 20}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `file-${file}.txt`), `${file}\n`);
  }
  return media;
}

/**
 * Lab media and updates with so many gigabytes: half in a file of the media, half in files of the install image, different ones
 * that compress well, so that making them takes seconds.
 */
export async function makeSizedMedia(folder: string, gigabytes: number): Promise<{ media: string; updates: string }> {
  const { media, updates } = await makeLab({ build: 17134, output: join(folder, 'lab'), editions: ['Core'], megabytes: 1, bare: true });
  const half = gigabytes * 2 ** 29;
  sparseFile(join(media, 'support', 'large.bin'), half);
  const inside = join(folder, 'inside.bin');
  const pieces = Math.max(1, Math.round(gigabytes));
  for (let piece = 0; piece < pieces; piece += 1) {
    sparseFile(inside, half / pieces + piece);
    execFileSync('wimlib-imagex', ['update', join(media, 'sources', 'install.wim'), '1', '--command', `add "${inside}" /large-${piece}.bin`], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  rmSync(inside);
  return { media, updates };
}

/** Folders and files as the component store has them: long names, five files a folder, most of them different. */
function writeComponents(root: string, files: number): void {
  let folder = root;
  for (let file = 0; file < files; file += 1) {
    if (file % 5 === 0) {
      const id = createHash('md5').update(String(file)).digest('hex').slice(0, 16);
      folder = join(root, `amd64_microsoft-windows-some-component-${file}_31bf3856ad364e35_10.0.26100.1_none_${id}`);
      mkdirSync(folder, { recursive: true });
    }
    writeFileSync(join(folder, `component-file-${file}.dll`), `content ${file % 3 === 0 ? 0 : file}`);
  }
}

const entrySize = 50;

/**
 * Makes a WIM larger without the hours of compressing: one more content of zeros, stored as it is, which takes no room on
 * the disk. No image names it; readers that go through all contents read it.
 */
export function appendContent(wim: string, size: number): void {
  const file = openSync(wim, 'r+');
  try {
    const header = Buffer.alloc(wimHeaderSize);
    readSync(file, header, 0, wimHeaderSize, 0);
    const tableAt = Number(header.readBigUInt64LE(48 + 8));
    const tableSize = header.readUIntLE(48, 6);
    const table = Buffer.alloc(tableSize);
    readSync(file, table, 0, tableSize, tableAt);
    const start = statSync(wim).size;
    ftruncateSync(file, start + size);
    const entry = Buffer.alloc(entrySize);
    placeAt(entry, 0, { offset: start, size, flags: 0 });
    entry.writeUInt16LE(1, 24);
    entry.writeUInt32LE(1, 26);
    Buffer.from(zerosSha1(size), 'hex').copy(entry, 30);
    const grown = Buffer.concat([table, entry]);
    writeSync(file, grown, 0, grown.length, start + size);
    placeAt(header, 48, { offset: start + size, size: grown.length, flags: header.readUInt8(48 + 7) });
    // The integrity table was made of what the file held before.
    header.fill(0, 124, 148);
    writeSync(file, header, 0, wimHeaderSize, 0);
  } finally {
    closeSync(file);
  }
}

function placeAt(bytes: Buffer, at: number, { offset, size, flags }: { offset: number; size: number; flags: number }): void {
  bytes.writeUIntLE(size, at, 6);
  bytes.writeUInt8(0, at + 6);
  bytes.writeUInt8(flags, at + 7);
  bytes.writeBigUInt64LE(BigInt(offset), at + 8);
  bytes.writeBigUInt64LE(BigInt(size), at + 16);
}

function zerosSha1(size: number): string {
  const hash = createHash('sha1');
  const piece = Buffer.alloc(2 ** 24);
  for (let left = size; left > 0; left -= piece.length) hash.update(left < piece.length ? piece.subarray(0, left) : piece);
  return hash.digest('hex');
}

/** A sparse file of zeros. */
function sparseFile(path: string, size: number): void {
  writeFileSync(path, '');
  truncateSync(path, Math.round(size));
}

