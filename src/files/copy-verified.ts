import { join } from 'node:path';
import { ServicingError } from '../schema/errors.js';
import { copyTree } from './copy-tree.js';
import type { CopyTreeOptions } from './copy-tree.js';
import { freeBytes } from './disk-space.js';
import { FolderTree } from './file-tree.js';
import { sha256File } from './hash.js';
import { sizeText } from './size-text.js';
import { walk } from './walk.js';

/**
 * Copies a tree to another volume (as clones where the file system can), and reads every copy back.
 * @param to must not exist
 * @throws ServicingError `disk-space` before anything is copied, `verification` for a copy that is not the same; else as copyTree
 */
export async function copyVerified(from: string, to: string, options: Pick<CopyTreeOptions, 'signal' | 'onProgress'> = {}): Promise<void> {
  let bytes = 0;
  for await (const entry of walk(from, options)) if (entry.kind === 'file') bytes += entry.size;
  const free = await freeBytes(to);
  if (free < bytes) {
    throw new ServicingError('disk-space', `The output needs ${sizeText(bytes)}, ${sizeText(free)} are free on its volume`, {
      details: [`output: ${to}`], advice: 'Free space there, then run the same command again: what is finished is kept.',
    });
  }
  await copyTree(new FolderTree(from), to, options);
  for await (const entry of walk(from, options)) {
    if (entry.kind !== 'file') continue;
    const copy = join(to, entry.path);
    const [before, after] = [await sha256File(entry.hostPath, options), await sha256File(copy, options)];
    if (before !== after) {
      throw new ServicingError('verification', `${copy} is not what was written to it`, {
        details: [`SHA-256 of ${entry.hostPath}: ${before}`, `read back: ${after}`], advice: 'The disk or the network in between loses data. Name an output on another volume.',
      });
    }
  }
}
