/** A file of a diskette: path of 8.3 names with `/`. */
export interface DisketteFile { path: string; content: Buffer }

const sector = 512;
const totalSectors = 2880;
const fatSectors = 9;
const rootEntries = 224;
const dataStart = 1 + 2 * fatSectors + rootEntries * 32 / sector;

/**
 * The image of a 1.44 MB diskette with a FAT12 file system: the form of `efisys.bin`, which firmware reads as El Torito
 * entry for UEFI. Layout: the FAT specification of the UEFI Forum.
 * @param serial volume serial number, so that equal input gives equal bytes
 */
export function disketteImage(files: readonly DisketteFile[], label: string, serial: number): Buffer {
  const image = Buffer.alloc(sector * totalSectors);
  writeBootSector(image, label, serial);
  const clusters = new Clusters(image);
  const root = folderTree(files);
  const entries = folderEntries(root, clusters, 0);
  const volume = entry(label.padEnd(11).slice(0, 11), 0x08, 0, 0);
  Buffer.concat([volume, entries]).copy(image, (1 + 2 * fatSectors) * sector);
  clusters.writeTables();
  return image;
}

interface Folder { folders: Map<string, Folder>; files: Map<string, Buffer> }

function folderTree(files: readonly DisketteFile[]): Folder {
  const root: Folder = { folders: new Map(), files: new Map() };
  for (const file of files) {
    const parts = file.path.toUpperCase().split('/');
    const name = parts.pop() as string;
    let folder = root;
    for (const part of parts) {
      const next = folder.folders.get(part) ?? { folders: new Map(), files: new Map() };
      folder.folders.set(part, next);
      folder = next;
    }
    folder.files.set(name, file.content);
  }
  return root;
}

function folderEntries(folder: Folder, clusters: Clusters, own: number): Buffer {
  const entries: Buffer[] = [];
  for (const [name, child] of folder.folders) {
    const cluster = clusters.take(sector);
    entries.push(entry(shortName(name), 0x10, cluster, 0));
    const content = [entry('.'.padEnd(11), 0x10, cluster, 0), entry('..'.padEnd(11), 0x10, own, 0), folderEntries(child, clusters, cluster)];
    clusters.fill(cluster, Buffer.concat(content));
  }
  for (const [name, content] of folder.files) {
    const cluster = content.length === 0 ? 0 : clusters.take(content.length);
    if (cluster !== 0) clusters.fill(cluster, content);
    entries.push(entry(shortName(name), 0x20, cluster, content.length));
  }
  return Buffer.concat(entries);
}

/** The data area, one sector a cluster, given out from its start without gaps. */
class Clusters {
  readonly #image: Buffer;
  readonly #next: number[] = [0xff0, 0xfff];

  constructor(image: Buffer) {
    this.#image = image;
  }

  take(bytes: number): number {
    const first = this.#next.length;
    const count = Math.ceil(bytes / sector);
    if (dataStart + first - 2 + count > totalSectors) throw new RangeError('The files do not fit on a diskette');
    for (let index = 1; index < count; index += 1) this.#next.push(first + index);
    this.#next.push(0xfff);
    return first;
  }

  fill(cluster: number, content: Buffer): void {
    content.copy(this.#image, (dataStart + cluster - 2) * sector);
  }

  writeTables(): void {
    const table = Buffer.alloc(fatSectors * sector);
    this.#next.forEach((value, index) => {
      const at = Math.floor(index * 3 / 2);
      const word = table.readUInt16LE(at);
      table.writeUInt16LE(index % 2 === 0 ? (word & 0xf000) | value : (word & 0x000f) | (value << 4), at);
    });
    table.copy(this.#image, sector);
    table.copy(this.#image, sector * (1 + fatSectors));
  }
}

function entry(name: string, attributes: number, cluster: number, size: number): Buffer {
  const bytes = Buffer.alloc(32);
  bytes.write(name, 0, 'latin1');
  bytes.writeUInt8(attributes, 11);
  // 2018-04-11 23:34, as FAT writes date and time.
  bytes.writeUInt16LE((23 << 11) | (34 << 5), 22);
  bytes.writeUInt16LE(((2018 - 1980) << 9) | (4 << 5) | 11, 24);
  bytes.writeUInt16LE(cluster, 26);
  bytes.writeUInt32LE(size, 28);
  return bytes;
}

function shortName(name: string): string {
  const [stem = '', extension = ''] = name.split('.');
  if (stem.length > 8 || extension.length > 3) throw new RangeError(`${name} is not an 8.3 name`);
  return stem.padEnd(8) + extension.padEnd(3);
}

function writeBootSector(image: Buffer, label: string, serial: number): void {
  Buffer.from('eb3c90', 'hex').copy(image, 0);
  image.write('MSDOS5.0', 3, 'latin1');
  image.writeUInt16LE(sector, 11);
  image.writeUInt8(1, 13);
  image.writeUInt16LE(1, 14);
  image.writeUInt8(2, 16);
  image.writeUInt16LE(rootEntries, 17);
  image.writeUInt16LE(totalSectors, 19);
  image.writeUInt8(0xf0, 21);
  image.writeUInt16LE(fatSectors, 22);
  image.writeUInt16LE(18, 24);
  image.writeUInt16LE(2, 26);
  image.writeUInt8(0x29, 38);
  image.writeUInt32LE(serial, 39);
  image.write(label.padEnd(11).slice(0, 11), 43, 'latin1');
  image.write('FAT12   ', 54, 'latin1');
  // int 18h (no bootable device), then stay there
  Buffer.from('cd18ebfe', 'hex').copy(image, 62);
  image.writeUInt16LE(0xaa55, 510);
}
