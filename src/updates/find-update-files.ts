import { open, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { toFileError } from '../files/file-error.js';
import { walk } from '../files/walk.js';
import { ServicingError } from '../schema/errors.js';
import { isNoPackage } from './bundle.js';
import { invalidUpdate } from './invalid-update.js';

/** The container of an update file, by its first bytes. */
export type Container = 'cab' | 'wim';

export interface UpdateFile {
  /** Absolute host path. */
  path: string;
  container: Container;
  /** It claims to be an update, by its extension or because the user named it: what is wrong with it is an error. */
  named: boolean;
}

export interface FoundFiles {
  files: UpdateFile[];
  ignored: { path: string; reason: string }[];
}

/**
 * Files that may be updates, from files and folders (with all their subfolders), sorted by path within each folder.
 * In a folder .msu and .cab must be updates, and so must a file that is named itself; any other file of a folder counts
 * where its first bytes are those of a cabinet or WIM. Throws ServicingError
 * 'update-missing' for a path that is not there, 'update-invalid' for a file that is no cabinet and no WIM,
 * 'permission' for what may not be read.
 */
export async function findUpdateFiles(paths: readonly string[], signal?: AbortSignal): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], ignored: [] };
  for (const named of paths) {
    const path = resolve(named);
    const info = await stat(path).catch((error: unknown) => {
      throw new ServicingError('update-missing', `No update file or folder at ${path}`, {
        cause: error, advice: 'Check the path of the updates.',
      });
    });
    try {
      if (info.isDirectory()) await searchFolder(path, found, signal);
      else addFile(found, path, await readMagic(path), true);
    } catch (error) {
      throw toFileError(error, 'read', path);
    }
  }
  return found;
}

async function searchFolder(folder: string, found: FoundFiles, signal: AbortSignal | undefined): Promise<void> {
  for await (const { hostPath: path, kind } of walk(folder, { signal })) {
    const name = basename(path);
    if (kind !== 'file') continue;
    const reason = reasonByName(name);
    if (reason !== undefined) {
      found.ignored.push({ path, reason });
      continue;
    }
    const named = /\.(?:msu|cab)$/iu.test(name);
    const magic = await readMagic(path);
    if (named || containerOf(magic) !== undefined) addFile(found, path, magic, named);
    else found.ignored.push({ path, reason: `not an update file (${extname(name) === '' ? 'no extension' : extname(name)})` });
  }
}

/** @param named it claims to be an update, by its extension or because the user named it */
function addFile(found: FoundFiles, path: string, magic: Buffer, named: boolean): void {
  if (found.files.some((file) => file.path === path)) return;
  const container = containerOf(magic);
  if (container === undefined) {
    const what = magic.length === 0 ? 'the file is empty' : `neither a cabinet nor a WIM (it begins with ${magic.toString('hex')})`;
    throw invalidUpdate({ file: path, what, details: [`Name: ${basename(path)}`] });
  }
  found.files.push({ path, container, named });
}

/** Why a file need not be opened; undefined where its content has to tell. */
function reasonByName(name: string): string | undefined {
  if (/^wsusscan\.cab$/iu.test(name)) return 'scan data of Windows Update, not a package';
  if (isNoPackage(name)) return 'a part of an unpacked update; the update itself is the complete .msu';
  if (/\.psf$/iu.test(name)) return 'payload of an express update; only a complete .msu can be used';
  if (/\.xml$/iu.test(name)) return 'an unattend or metadata file of an update; the update itself is the .msu or .cab';
  if (/pkgProperties[^.]*\.txt$/iu.test(name)) return 'the properties file of an unpacked update; the update itself is the .msu or .cab';
  if (/\.(?:wim|esd|swm)$/iu.test(name)) return 'a Windows image or the payload of an unpacked update, not an update file';
  return undefined;
}

async function readMagic(path: string): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Never by the extension: a bundle may come as .cab, and an .msu of today is a WIM. */
function containerOf(magic: Buffer): Container | undefined {
  const text = magic.toString('latin1');
  if (text.startsWith('MSCF')) return 'cab';
  return text === 'MSWIM\0\0\0' ? 'wim' : undefined;
}
