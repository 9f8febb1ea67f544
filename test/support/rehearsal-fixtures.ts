import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { imageProperties } from '../../src/lab/image-properties.js';
import { bootImage, installImage, type BootKind } from '../../src/lab/images.js';
import type { Release } from '../../src/lab/release.js';
import { makeWim } from '../../src/lab/wim.js';
import { windows10v1803 } from '../../src/lab/windows-10-1803/release.js';

/** Runs one of the tools that must agree with the rehearsal. */
export async function tool(file: string, ...args: string[]): Promise<string> {
  return (await execa(file, args, { stdin: 'ignore', env: { TZ: 'UTC', LC_ALL: 'C.UTF-8' } })).stdout;
}

/** A small WIM without Windows: text files in folders, one of them hidden. */
export async function plainWim(folder: string, name: string): Promise<string> {
  const tree = join(folder, `${name}-tree`);
  await mkdir(join(tree, 'docs', 'deep'), { recursive: true });
  await writeFile(join(tree, 'docs', 'keep.txt'), 'keep\n');
  await writeFile(join(tree, 'docs', 'change.txt'), 'before\n');
  await writeFile(join(tree, 'docs', 'deep', 'gone.txt'), 'gone\n');
  await writeFile(join(tree, 'hidden.sys'), 'hidden\n');
  const wim = join(folder, `${name}.wim`);
  await tool('wimlib-imagex', 'capture', tree, wim, 'Plain', 'A plain image', '--compress=none', '--no-acls');
  for (const file of ['hidden.sys', 'keep.txt', 'change.txt']) await setAttributes(wim, file, 0x26);
  return wim;
}

/** An install image of the lab in a WIM of its own. */
export async function installWim(folder: string, name: string, release: Release = windows10v1803): Promise<string> {
  return windowsWim(join(folder, `${name}.wim`), release, `Windows ${release.build >= 22000 ? 11 : 10} Pro`, installImage('Professional', undefined, 0, release), 'Professional', 'Client');
}

/** A boot image of the lab in a WIM of its own. */
export async function peWim(folder: string, name: string, release: Release = windows10v1803, kind: BootKind = 'pe'): Promise<string> {
  return windowsWim(join(folder, `${name}.wim`), release, 'Microsoft Windows PE (x64)', bootImage(kind, release), 'WindowsPE', 'WindowsPE');
}

async function windowsWim(
  wim: string, release: Release, name: string, tree: ReturnType<typeof bootImage>, editionId: string, installationType: 'Client' | 'WindowsPE',
): Promise<string> {
  const { build, revision } = release;
  const properties = imageProperties({ displayName: `${name} (display)`, flags: editionId, editionId, installationType, build, spBuild: revision });
  await makeWim([{ name, description: `${name} of the lab`, tree, properties }], wim);
  return wim;
}

/** What `wimlib-imagex dir --detailed` says about one file, without where its data lies in the WIM. */
export async function details(wim: string, path: string, index = 1): Promise<string> {
  const text = await tool('wimlib-imagex', 'dir', wim, String(index), `--path=${path}`, '--detailed');
  return text.split('\n').filter((line) => !/^(?:Offset in WIM|Compressed size|Flags|Reference Count|Link Group ID)|^-+$/u.test(line)).join('\n').trim();
}

/** Content hash, write time and attributes of every file with content in an image, by path. */
export async function fileFacts(wim: string): Promise<Map<string, string>> {
  const text = await tool('wimlib-imagex', 'dir', wim, '1', '--detailed');
  const facts = new Map<string, string>();
  for (const entry of text.split(/^-+$/mu)) {
    const field = (name: string): string => new RegExp(`^${name} += (.*)$`, 'mu').exec(entry)?.[1] ?? '';
    if (/^0x0*[1-9a-f]/u.test(field('Hash'))) facts.set(field('Full Path').replaceAll('"', ''), `${field('Hash')} ${field('Last Write Time')} ${field('Attributes')}`);
  }
  return facts;
}

export async function paths(wim: string, index = 1): Promise<string[]> {
  return (await tool('wimlib-imagex', 'dir', wim, String(index))).split('\n').filter((line) => line !== '').sort();
}

/** A value of an image's SOFTWARE hive as hivexregedit prints it. */
export async function registry(root: string, key: string): Promise<string> {
  return tool('hivexregedit', '--export', '--prefix', 'HKEY_LOCAL_MACHINE\\SOFTWARE', join(root, 'Windows/System32/config/SOFTWARE'), key);
}

/**
 * Gives a file Windows attributes, which capturing on Linux cannot: edits the first image's metadata in a WIM that was
 * captured without compression, and its SHA-1 in the blob table.
 */
async function setAttributes(wim: string, name: string, attributes: number): Promise<void> {
  const bytes = await readFile(wim);
  const tableOffset = Number(bytes.readBigUInt64LE(0x38));
  const tableSize = Number(bytes.readBigUInt64LE(0x30) & 0xff_ffff_ffff_ffffn);
  for (let entry = tableOffset; entry < tableOffset + tableSize; entry += 50) {
    const isMetadata = (bytes.readUInt8(entry + 7) & 2) !== 0;
    if (!isMetadata) continue;
    const offset = Number(bytes.readBigUInt64LE(entry + 8));
    const metadata = bytes.subarray(offset, offset + Number(bytes.readBigUInt64LE(entry) & 0xff_ffff_ffff_ffffn));
    // A dentry of 102 bytes, attributes at 8, ends before its name.
    const dentry = metadata.indexOf(Buffer.from(name, 'utf16le')) - 102;
    if (dentry < 0) throw new Error(`no ${name} in ${wim}`);
    metadata.writeUInt32LE(attributes, dentry + 8);
    createHash('sha1').update(metadata).digest().copy(bytes, entry + 30);
  }
  await writeFile(wim, bytes);
}
