import { execa } from 'execa';
import type { Options } from 'execa';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Other people's programs, so that a result is not judged by the code that made it. */
async function run(program: string, ...args: string[]): Promise<string> {
  const options: Options = { stdin: 'ignore', maxBuffer: 64 * 2 ** 20 };
  return String((await execa(program, args, options)).stdout);
}

/** What `wimlib-imagex` prints for a command. */
export async function wimTool(...args: string[]): Promise<string> {
  return run('wimlib-imagex', ...args);
}

/** `wimlib-imagex info`, field by field; with an index the fields of that image. */
export async function wimInfo(wim: string, index?: number): Promise<Record<string, string>> {
  const text = await run('wimlib-imagex', 'info', wim, ...(index === undefined ? [] : [String(index)]));
  return Object.fromEntries(text.split('\n').map((line) => /^([^:]+):\s*(.*)$/u.exec(line)).filter((match) => match !== null).map((match) => [match[1] ?? '', match[2] ?? ''] as const));
}

/** Every path of an image. */
export async function wimPaths(wim: string, index: number): Promise<string[]> {
  return (await run('wimlib-imagex', 'dir', wim, String(index))).split('\n').filter((line) => line !== '');
}

/** Every file of an image with attributes, times, security ids and hashes. */
export async function wimDetails(wim: string, index: number): Promise<string> {
  return run('wimlib-imagex', 'dir', '--detailed', wim, String(index));
}

/** Unpacks one file of an image and gives its path. */
export async function wimExtract(wim: string, index: number, path: string, into: string): Promise<string> {
  await run('wimlib-imagex', 'extract', wim, String(index), path, `--dest-dir=${into}`, '--no-acls');
  return join(into, path.slice(path.lastIndexOf('/') + 1));
}

/** Unpacks a whole image. */
export async function wimApply(wim: string, index: number, into: string): Promise<void> {
  await run('wimlib-imagex', 'apply', wim, String(index), into, '--no-acls');
}

/** Exports a whole WIM into a new file. */
export async function wimExport(wim: string, into: string): Promise<void> {
  await run('wimlib-imagex', 'export', wim, 'all', into);
}

/** Throws where wimlib finds damage. */
export async function wimVerify(wim: string): Promise<void> {
  await run('wimlib-imagex', 'verify', wim);
}

/** A key of a hive as text. */
export async function hiveKey(hive: string, key: string): Promise<string> {
  return run('hivexregedit', '--export', '--unsafe-printable-strings', hive, key);
}

export function sha1(file: string): string {
  return createHash('sha1').update(readFileSync(file)).digest('hex');
}

/** SHA-1 and time of every file below a folder, by relative path. */
export function treeDigests(root: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(relative(root, path), `${sha1(path)} ${statSync(path).mtimeMs}`);
  }
  return files;
}

/** Mounts of WIM files that the kernel knows below a folder. */
export function mountsBelow(folder: string): string[] {
  return readFileSync('/proc/self/mounts', 'utf8').split('\n').filter((line) => (line.split(' ')[1] ?? '').startsWith(folder));
}
