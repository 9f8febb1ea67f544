import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { errnoOf, toFileError } from '../files/file-error.js';
import { mapLimit } from '../files/map-limit.js';
import type { InputInfo, InputKind } from '../schema/inputs.js';
import type { ServicingRequest } from '../schema/request.js';
import { inputError } from './input-error.js';
import { readFolder } from './read-folder.js';
import { readRegistryFile } from './read-registry-file.js';

/** The fields of a request that name inputs, with the kind of each. */
const fields = {
  drivers: 'drivers', bootDrivers: 'bootDrivers', winreDrivers: 'winreDrivers', files: 'files', registry: 'registry', sources: 'source',
} as const satisfies Partial<Record<keyof ServicingRequest, InputKind>>;
type InputField = keyof typeof fields;

/** What of a request names inputs. */
export type InputRequest = Pick<ServicingRequest, InputField>;

const inputsAtOnce = 2;

/**
 * Reads what a request hands in beside media and updates: each folder or file by its content, so that a plan can name it
 * by digest. Folders are read file by file as streams; nothing is kept in memory but names and digests.
 * @param request paths absolute; the order of the answer is that of the fields, then that of the paths
 * @throws ServicingError `input-invalid` for a path that is missing, of the wrong kind, empty, without what its kind needs,
 *   with links that lead out, changed while it was read, or a .reg file that is wrong; `permission`, `cancelled`
 */
export async function readInputs(request: InputRequest, options: { signal?: AbortSignal | undefined } = {}): Promise<InputInfo[]> {
  const named = (Object.keys(fields) as InputField[]).flatMap((field) => [...new Set(request[field])].map((path) => ({ kind: fields[field], path })));
  return mapLimit(named, inputsAtOnce, ({ kind, path }) => readInput(kind, path, options.signal), options.signal);
}

async function readInput(kind: InputKind, path: string, signal: AbortSignal | undefined): Promise<InputInfo> {
  const isFolder = await isFolderAt(kind, path);
  if (kind === 'registry') {
    if (isFolder) throw inputError(kind, path, 'is a folder.', { advice: 'Name the .reg files one by one.' });
    return { kind, path, name: basename(path), ...(await readRegistryFile(path)) };
  }
  if (!isFolder) throw inputError(kind, path, 'is a file.', { advice: 'Name the folder that holds it.' });
  return { kind, path, name: basename(path), ...(await readFolder(kind, path, signal)) };
}

async function isFolderAt(kind: InputKind, path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') throw inputError(kind, path, 'is not there.', { cause: error });
    throw toFileError(error, 'look at', path);
  }
}
