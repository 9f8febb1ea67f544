import { posix } from 'node:path';
import { FolderTree } from '../files/file-tree.js';
import type { FileTree } from '../files/file-tree.js';
import { checkWimContents } from '../media/wim-contents.js';
import { openWim, openWimIn } from '../media/wim-file.js';
import type { WimFile } from '../media/wim-file.js';
import { checkWimIntegrity } from '../media/wim-integrity.js';
import type { MediaInfo, WimInfo } from '../schema/media.js';
import type { Check } from '../schema/result.js';
import type { VerifyInput } from './verify-media.js';

/** {@link integrityChecks} of the finished media. */
export async function checkIntegrity({ finished, signal }: Pick<VerifyInput, 'finished' | 'signal'>, after: MediaInfo): Promise<Check[]> {
  return integrityChecks(new FolderTree(finished), after, signal);
}

/**
 * The WIMs of media are whole. Their bytes are what their integrity tables say (exports are asked for one, but DISM
 * may leave it out), and every file in them can be unpacked and is what its SHA-1 says.
 */
export async function integrityChecks(tree: FileTree, { install, boot }: Pick<MediaInfo, 'install' | 'boot'>, signal: AbortSignal): Promise<Check[]> {
  return fileChecks(tree, [install, boot], signal);
}

/** The same of files with images, whatever they belong to. */
export async function fileChecks(tree: FileTree, wims: readonly Pick<WimInfo, 'path' | 'parts'>[], signal: AbortSignal): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { path, parts } of wims) {
    const table = await tablesOf(tree, parts ?? [path], signal);
    const contents = await closing(await openWimIn(tree, path, { parts }), (wim) => contentsIn(wim, signal));
    checks.push({ id: `integrity-${path}`, title: `${path}: integrity table and content`, ok: table.ok && contents.ok, evidence: `${table.evidence}; ${contents.evidence}` });
  }
  return checks;
}

/** Each part of a split WIM has a table of its own. */
async function tablesOf(tree: FileTree, paths: readonly string[], signal: AbortSignal): Promise<Pick<Check, 'ok' | 'evidence'>> {
  const tables = await Promise.all(paths.map(async (path) => ({ name: posix.basename(path), ...(await checkWimIntegrity(tree, path, { signal })) })));
  const damaged = tables.flatMap(({ name, damaged: chunks }) => (chunks.length === 0 ? [] : [`${name} ${chunks.join(', ')}`]));
  if (damaged.length > 0) return { ok: false, evidence: `damaged chunks: ${damaged.join('; ')}` };
  if (tables.some(({ hasTable }) => !hasTable)) return { ok: true, evidence: 'no integrity table' };
  return { ok: true, evidence: `${tables.reduce((sum, { bytes }) => sum + bytes, 0)} bytes agree with the integrity table` };
}

const shown = 10;

/** Whether everything in a WIM file can be unpacked and is what its SHA-1 says. */
export async function contentsOf(path: string, { signal }: { signal: AbortSignal }): Promise<Pick<Check, 'ok' | 'evidence'>> {
  return closing(await openWim(path), (wim) => contentsIn(wim, signal));
}

async function contentsIn(wim: WimFile, signal: AbortSignal): Promise<Pick<Check, 'ok' | 'evidence'>> {
  const { contents, bytes, damaged } = await checkWimContents(wim, { signal });
  return {
    ok: damaged.length === 0,
    evidence: damaged.length === 0 ? `${contents} contents of ${bytes} bytes are what their SHA-1 says`
      : `damaged: ${damaged.slice(0, shown).join('; ')}${damaged.length > shown ? ` and ${damaged.length - shown} more` : ''}`,
  };
}

async function closing<T>(wim: WimFile, work: (wim: WimFile) => Promise<T>): Promise<T> {
  try {
    return await work(wim);
  } finally {
    await wim.close();
  }
}
