import { basename } from 'node:path';
import { digestOf } from '../files/canonical-json.js';
import { sha256File } from '../files/hash.js';
import { sizeAndTime, stampOf } from '../files/tree-stamp.js';
import type { InputInfo } from '../schema/inputs.js';

/** Reads one .reg file. */
export async function readRegistryFile(path: string): Promise<Omit<InputInfo, 'kind' | 'path' | 'name'>> {
  const facts = await sizeAndTime(path);
  return {
    sha256: digestOf({ kind: 'registry', content: await sha256File(path) }),
    files: [basename(path)], size: facts.size, stamp: stampOf([{ path: '', ...facts }]),
  };
}
