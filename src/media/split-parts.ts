import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { throwIfCancelled } from '../files/cancel.js';
import { toFileError } from '../files/file-error.js';
import { ServicingError } from '../schema/errors.js';
import { readWimHeader } from './wim-file.js';

/** One file of a split WIM. */
export interface SplitPart {
  /** Host path. */
  readonly path: string;
  readonly name: string;
  /** Bytes on disk. */
  readonly size: number;
}

/**
 * All parts of a split WIM in their order. Which file is which part is told by the headers: the parts of one WIM share a
 * GUID and are numbered. Setup and DISM look for `install.swm`, `install2.swm`, …, so files of other names do not count.
 * @param first host path of the first part
 * @throws ServicingError `media-invalid` naming the parts that are missing, or the file that is of another split WIM or
 *   the same part again; `wim-invalid`, `permission`, `cancelled`
 */
export async function findParts(first: string, signal?: AbortSignal): Promise<SplitPart[]> {
  const own = await readWimHeader(first);
  if (own.header.partNumber !== 1) throw badPart(first, `is part ${own.header.partNumber} of a split WIM and has the name of the first`);
  const parts = new Map<number, SplitPart>([[1, { path: first, name: basename(first), size: own.size }]]);
  for (const name of await otherNames(first)) {
    throwIfCancelled(signal);
    const path = join(dirname(first), name);
    const { header, size } = await readWimHeader(path);
    if (header.guid !== own.header.guid || header.totalParts !== own.header.totalParts) {
      throw badPart(path, `is of another split WIM than ${basename(first)}`);
    }
    const twin = parts.get(header.partNumber);
    if (twin !== undefined) throw badPart(path, `is part ${header.partNumber}, as ${twin.name} is`);
    parts.set(header.partNumber, { path, name, size });
  }
  const missing = Array.from({ length: own.header.totalParts }, (_, at) => at + 1).filter((number) => !parts.has(number));
  if (missing.length > 0) {
    throw new ServicingError('media-invalid', `${first} is a split WIM of ${own.header.totalParts} parts, of which ${missing.length === 1 ? 'one is' : 'some are'} missing: ${
      missing.map((number) => partName(first, number)).join(', ')}.`, { advice: 'Copy all parts of the split WIM again.' });
  }
  return [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
}

/** File names beside the first that begin and end as its name does, with digits between. */
async function otherNames(first: string): Promise<string[]> {
  const [stem, ending] = splitName(first);
  try {
    const names = await readdir(dirname(first));
    const pattern = new RegExp(`^${escape(stem)}\\d+${escape(ending)}$`, 'iu');
    return names.filter((name) => pattern.test(name)).sort();
  } catch (error) {
    throw toFileError(error, 'read', dirname(first));
  }
}

function partName(first: string, number: number): string {
  const [stem, ending] = splitName(first);
  return number === 1 ? basename(first) : `${stem}${number}${ending}`;
}

function splitName(path: string): [stem: string, ending: string] {
  const name = basename(path);
  const dot = name.lastIndexOf('.');
  return [name.slice(0, dot), name.slice(dot)];
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
}

function badPart(path: string, what: string): ServicingError {
  return new ServicingError('media-invalid', `${path} ${what}.`, { advice: 'Keep only the parts of one split WIM in the folder, under the names that they were made with.' });
}
