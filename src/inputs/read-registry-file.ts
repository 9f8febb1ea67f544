import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { digestOf } from '../files/canonical-json.js';
import { toFileError } from '../files/file-error.js';
import { parseRegFile } from '../files/reg-file.js';
import { sizeAndTime, stampOf } from '../files/tree-stamp.js';
import type { InputInfo } from '../schema/inputs.js';
import { inputError } from './input-error.js';

/**
 * Reads one .reg file and checks all of it, so that a slip is said with its line before anything is mounted.
 * @throws ServicingError `input-invalid`, `permission`
 */
export async function readRegistryFile(path: string): Promise<Omit<InputInfo, 'kind' | 'path' | 'name'>> {
  const facts = await sizeAndTime(path);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw toFileError(error, 'read', path);
  }
  if (bytes.length !== facts.size) throw inputError('registry', path, 'changed while it was read.');
  parseRegFile(bytes, path);
  return {
    sha256: digestOf({ kind: 'registry', content: createHash('sha256').update(bytes).digest('hex') }),
    files: [basename(path)], size: facts.size, stamp: stampOf([{ path: '', ...facts }]),
  };
}
