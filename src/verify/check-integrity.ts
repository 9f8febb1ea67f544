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

/** What was seen of files with images, and the bytes of which that is true. */
export interface Integrity {
  readonly checks: Check[];
  /** SHA-256 of each file that was read and is whole, by path. */
  readonly whole: ReadonlyMap<string, string>;
  /** Paths of files that were not unpacked, because an earlier run had done so with the same bytes; and that run. */
  readonly trusted: ReadonlyMap<string, string>;
}

/** SHA-256 of files that were proved whole before → the run that did it. */
export type Proved = ReadonlyMap<string, string>;

/** {@link integrityChecks} of the finished media. */
export async function checkIntegrity({ finished, signal, proved }: Pick<VerifyInput, 'finished' | 'signal' | 'proved'>, { install, boot }: MediaInfo): Promise<Integrity> {
  return integrityOf(new FolderTree(finished), [install, boot], { signal, proved });
}

/**
 * The WIMs of media are whole. Their bytes are what their integrity tables say (exports are asked for one, but DISM
 * may leave it out), and every file in them can be unpacked and is what its SHA-1 says.
 */
export async function integrityChecks(tree: FileTree, { install, boot }: Pick<MediaInfo, 'install' | 'boot'>, signal: AbortSignal): Promise<Integrity> {
  return integrityOf(tree, [install, boot], { signal });
}

/** The same of files with images, whatever they belong to. */
export async function fileChecks(tree: FileTree, wims: readonly Pick<WimInfo, 'path' | 'parts'>[], signal: AbortSignal): Promise<Check[]> {
  return (await integrityOf(tree, wims, { signal })).checks;
}

async function integrityOf(tree: FileTree, wims: readonly Pick<WimInfo, 'path' | 'parts'>[], { signal, proved }: { signal: AbortSignal; proved?: Proved | undefined }): Promise<Integrity> {
  const checks: Check[] = [];
  const whole = new Map<string, string>();
  const trusted = new Map<string, string>();
  for (const { path, parts } of wims) {
    const table = await tablesOf(tree, parts ?? [path], signal);
    const run = provedBy(table.sha256, proved);
    const contents = run === undefined ? await closing(await openWimIn(tree, path, { parts }), (wim) => contentsIn(wim, signal)) : { ok: true, evidence: asProved(run, table.sha256) };
    const ok = table.ok && contents.ok;
    if (ok) for (const [at, file] of (parts ?? [path]).entries()) whole.set(file, table.sha256[at] ?? '');
    if (ok && run !== undefined) trusted.set(path, run);
    checks.push({ id: `integrity-${path}`, title: `${path}: integrity table and content`, ok, evidence: `${table.evidence}; ${contents.evidence}` });
  }
  return { checks, whole, trusted };
}

/** The run that has unpacked files with all these bytes; undefined where one of them was not. */
function provedBy(sha256: readonly string[], proved: Proved = new Map()): string | undefined {
  const [run, ...others] = sha256.map((digest) => proved.get(digest));
  return others.includes(undefined) ? undefined : run;
}

function asProved(run: string, sha256: readonly string[]): string {
  return `contents as proved in run ${run}, same SHA-256 ${sha256.map((digest) => digest.slice(0, 16)).join(', ')}…`;
}

/** Each part of a split WIM has a table of its own. */
async function tablesOf(tree: FileTree, paths: readonly string[], signal: AbortSignal): Promise<Pick<Check, 'ok' | 'evidence'> & { sha256: string[] }> {
  const tables = await Promise.all(paths.map(async (path) => ({ name: posix.basename(path), ...(await checkWimIntegrity(tree, path, { signal })) })));
  const sha256 = tables.map((table) => table.sha256);
  const damaged = tables.flatMap(({ name, damaged: chunks }) => (chunks.length === 0 ? [] : [`${name} ${chunks.join(', ')}`]));
  if (damaged.length > 0) return { ok: false, evidence: `damaged chunks: ${damaged.join('; ')}`, sha256 };
  if (tables.some(({ hasTable }) => !hasTable)) return { ok: true, evidence: 'no integrity table', sha256 };
  return { ok: true, evidence: `${tables.reduce((sum, { bytes }) => sum + bytes, 0)} bytes agree with the integrity table`, sha256 };
}

const shown = 10;

/** Whether everything in a WIM file can be unpacked and is what its SHA-1 says. */
export async function contentsOf(path: string, { signal }: { signal: AbortSignal }): Promise<Pick<Check, 'ok' | 'evidence'>> {
  return closing(await openWim(path), (wim) => contentsIn(wim, signal));
}

/** {@link contentsOf} a WIM that is open. */
export async function contentsIn(wim: WimFile, signal: AbortSignal): Promise<Pick<Check, 'ok' | 'evidence'>> {
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
