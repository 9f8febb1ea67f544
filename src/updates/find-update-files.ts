import { open, readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { toFileError } from '../files/file-error.js';
import { ServicingError } from '../schema/errors.js';
import { invalidUpdate } from './invalid-update.js';

/** The container of an update file, by its first bytes. */
export type Container = 'cab' | 'wim';

export interface UpdateFile {
  /** Absolute host path. */
  path: string;
  container: Container;
}

export interface FoundFiles {
  files: UpdateFile[];
  ignored: { path: string; reason: string }[];
}

/**
 * Files that may be updates, from files and folders (with all their subfolders), sorted by path within each folder.
 * In a folder only .msu and .cab count; a file that is named itself must be an update. Throws ServicingError
 * 'update-missing' for a path that is not there, 'update-invalid' for a file that is no cabinet and no WIM,
 * 'permission' for what may not be read.
 */
export async function findUpdateFiles(paths: readonly string[]): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], ignored: [] };
  for (const named of paths) {
    const path = resolve(named);
    const info = await stat(path).catch((error: unknown) => {
      throw new ServicingError('update-missing', `No update file or folder at ${path}`, {
        cause: error, advice: 'Check the path of the updates.',
      });
    });
    try {
      if (info.isDirectory()) await walk(path, found);
      else await addFile(path, found);
    } catch (error) {
      throw toFileError(error, 'read', path);
    }
  }
  return found;
}

async function walk(folder: string, found: FoundFiles): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      await walk(path, found);
    } else if (/^wsusscan\.cab$/iu.test(entry.name)) {
      found.ignored.push({ path, reason: 'scan data of Windows Update, not a package' });
    } else if (/\.(?:msu|cab)$/iu.test(entry.name)) {
      await addFile(path, found);
    } else {
      found.ignored.push({ path, reason: reasonToIgnore(entry.name) });
    }
  }
}

async function addFile(path: string, found: FoundFiles): Promise<void> {
  if (found.files.some((file) => file.path === path)) return;
  found.files.push({ path, container: await readContainer(path) });
}

function reasonToIgnore(name: string): string {
  if (/\.psf$/iu.test(name)) return 'payload of an express update; only a complete .msu can be used';
  if (/\.xml$/iu.test(name)) return 'an unattend or metadata file of an update; the update itself is the .msu or .cab';
  if (/pkgProperties\.txt$/iu.test(name)) return 'the properties file of an unpacked update; the update itself is the .msu or .cab';
  return `not an update file (${extname(name) === '' ? 'no extension' : extname(name)})`;
}

/** Never by the extension: a bundle may come as .cab, and an .msu of today is a WIM. */
async function readContainer(path: string): Promise<Container> {
  const handle = await open(path, 'r');
  try {
    const head = Buffer.alloc(8);
    const { bytesRead } = await handle.read(head, 0, 8, 0);
    const magic = head.toString('latin1', 0, bytesRead);
    if (magic.startsWith('MSCF')) return 'cab';
    if (magic === 'MSWIM\0\0\0') return 'wim';
    const what = bytesRead === 0 ? 'the file is empty' : `neither a cabinet nor a WIM (it begins with ${head.toString('hex', 0, bytesRead)})`;
    throw invalidUpdate({ file: path, what, details: [`Name: ${basename(path)}`] });
  } finally {
    await handle.close();
  }
}
