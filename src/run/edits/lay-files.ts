import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled } from '../../files/cancel.js';
import { copyFileKeepingTimes } from '../../files/copy-file.js';
import { entryKind } from '../../files/entry-kind.js';
import { copyTimes } from '../../files/file-times.js';
import { errnoOf } from '../../files/file-error.js';
import { sha256File } from '../../files/hash.js';
import { foldCase, resolveNoCase } from '../../files/paths.js';
import { hivePaths } from '../../files/reg-roots.js';
import { copyInBackupMode, runCommand } from '../../files/robocopy.js';
import { ServicingError } from '../../schema/errors.js';
import type { InputInfo } from '../../schema/inputs.js';
import { overwriteInPlace } from '../overwrite.js';

/** Hives in which DISM keeps what it knows: settings go into them as .reg files. */
const kept = new Set(['SOFTWARE', 'SYSTEM', 'COMPONENTS', 'DRIVERS', 'SAM', 'SECURITY'].map((name) => foldCase(`Windows/System32/config/${name}`)));

/**
 * Lays a folder over a mounted image: folders are matched without case and made where they are missing, existing files are
 * overwritten in place (attributes, security and read-only stay), new ones copied with their times.
 * @returns facts for the report
 * @throws ServicingError `servicing` where a file meets a folder, a link of the image or a registry hive; `permission`, `disk-space`, `cancelled`
 */
export async function layFiles(mount: string, input: InputInfo, signal: AbortSignal): Promise<string[]> {
  let replaced = 0;
  for (const path of input.files) {
    throwIfCancelled(signal);
    if (kept.has(foldCase(path))) {
      throw new ServicingError('servicing', `${input.name} would replace the registry hive ${path}`, { advice: `Write the settings as a .reg file; the hives that can be changed are ${Object.values(hivePaths).join(', ')}.` });
    }
    const from = join(input.path, path);
    const { folder, existing, name } = await placeOf(mount, path);
    if (existing === undefined) await create(from, join(folder, name), signal);
    else {
      await overwrite(from, existing, signal);
      await copyTimes(from, existing);
      replaced += 1;
    }
  }
  return [`${input.files.length} files of ${input.name}, ${replaced} of them over files of the image`];
}

/** A file system of a mount may not know modes, which a copy would set (wimlib's): there the content is written alone. */
async function create(from: string, to: string, signal: AbortSignal): Promise<void> {
  try {
    await copyFileKeepingTimes(from, to);
  } catch (error) {
    if (errnoOf(error) !== 'ENOTSUP') throw error;
    await writeFile(to, '');
    await overwriteInPlace(from, to, signal);
    await copyTimes(from, to);
  }
}

/** Administrators may not write to most files of Windows (TrustedInstaller owns them); backup mode asks nobody. */
async function overwrite(from: string, to: string, signal: AbortSignal): Promise<void> {
  try {
    await overwriteInPlace(from, to, signal);
  } catch (error) {
    const refused = ['EPERM', 'EACCES'].includes(errnoOf(error) ?? '') && process.platform === 'win32';
    if (!refused) throw error;
    await copyInBackupMode(from, to, runCommand, signal);
  }
}

/** The folder that a file goes into, made where it is missing, and the file that is there already. */
async function placeOf(mount: string, path: string): Promise<{ folder: string; existing: string | undefined; name: string }> {
  const names = path.split('/');
  const name = names.pop() ?? '';
  let folder = mount;
  for (const part of names) {
    const found = await entryNamed(folder, part);
    if (found !== undefined && found.kind !== 'folder') throw inTheWay(path, found, 'folder');
    folder = join(folder, found?.name ?? part);
    if (found === undefined) await mkdir(folder);
  }
  const found = await entryNamed(folder, name);
  if (found === undefined) return { folder, existing: undefined, name };
  if (found.kind !== 'file') throw inTheWay(path, found, 'file');
  return { folder, existing: join(folder, found.name), name: found.name };
}

async function entryNamed(folder: string, name: string): Promise<{ name: string; kind: string } | undefined> {
  const items = await readdir(folder, { withFileTypes: true });
  const found = items.find((item) => item.name === name) ?? items.find((item) => foldCase(item.name) === foldCase(name));
  return found === undefined ? undefined : { name: found.name, kind: await entryKind(join(folder, found.name), found) };
}

/** A link is never followed: it may lead out of the image, to this computer's own files. */
function inTheWay(path: string, found: { name: string; kind: string }, wanted: string): ServicingError {
  return new ServicingError('servicing', `${path} cannot be laid over the image: ${found.name} is a ${found.kind} there, not a ${wanted}`);
}

/** The files of a folder that a mounted image does not have with the same content, as relative paths. */
export async function missingFiles(mount: string, input: InputInfo, signal: AbortSignal): Promise<string[]> {
  const missing: string[] = [];
  for (const path of input.files) {
    const there = await resolveNoCase(mount, path);
    if (there === undefined || (await sha256File(there, { signal })) !== (await sha256File(join(input.path, path), { signal }))) missing.push(path);
  }
  return missing;
}
