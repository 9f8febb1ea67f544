import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { exists } from '../../files/paths.js';
import { walk } from '../../files/walk.js';
import type { Target } from '../../schema/plan.js';
import type { RunContext } from '../context.js';
import type { TargetPlaces } from '../workspace.js';
import type { FileToKeep, StoredResult } from './result-store.js';

/** What a target's WIM is called in its entry. */
export const imageName = 'image.wim';

/** What a path of an entry stands for; targets are numbered in the order in which the entry names them. */
export type KeptPlace =
  | { readonly kind: 'image'; readonly target: 0 }
  /** What a target offers to the media, by media path. */
  | { readonly kind: 'offered'; readonly target: number; readonly path: string }
  /** A file of the media that was put together. */
  | { readonly kind: 'made'; readonly name: string };

export function placeOf(path: string): KeptPlace {
  if (path === imageName) return { kind: 'image', target: 0 };
  const [, kind, first = '', rest = ''] = /^(made|files)\/([^/]+)(?:\/(.+))?$/u.exec(path) ?? [];
  return kind === 'made' ? { kind, name: first } : { kind: 'offered', target: Number(first), path: rest };
}

/** SHA-256 of a target's WIM. */
export function imageSha256({ files }: StoredResult): string | undefined {
  return files.find(({ path }) => path === imageName)?.sha256;
}

/** A winre's result is its export, that of another image the WIM that was serviced. */
export function resultPlaces(target: Target, places: TargetPlaces): { readonly wim: string; readonly files: string } {
  return { wim: target.source.kind === 'image-file' ? places.exported : places.wim, files: places.files };
}

/** What is kept of a target. Nobody writes to it any more, so it is linked. */
export async function targetFiles(target: Target, context: RunContext): Promise<FileToKeep[]> {
  const { wim } = resultPlaces(target, context.workspace.target(target.id));
  return [{ path: imageName, from: wim, by: 'link' }, ...(await offeredFiles([target], context))];
}

/** What is kept of files that were put together of targets: copies, because the output is somebody else's to write to. */
export async function assemblyFiles(made: readonly string[], targets: readonly Target[], context: RunContext): Promise<(FileToKeep & { size: number })[]> {
  const files = await Promise.all(made.map(async (from) => ({ path: `made/${basename(from)}`, from, by: 'copy' as const, size: (await stat(from)).size })));
  return [...files, ...(await offeredFiles(targets, context)).map((file) => ({ ...file, size: 0 }))];
}

async function offeredFiles(targets: readonly Target[], { workspace, signal }: RunContext): Promise<FileToKeep[]> {
  const kept: FileToKeep[] = [];
  for (const [at, { id }] of targets.entries()) {
    const { files } = workspace.target(id);
    if (!(await exists(files))) continue;
    for await (const entry of walk(files, { signal })) if (entry.kind === 'file') kept.push({ path: `files/${at}/${entry.path}`, from: join(files, entry.path), by: 'link' });
  }
  return kept;
}
