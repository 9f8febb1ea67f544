import { basename, dirname, join, resolve } from 'node:path';
import { FolderTree } from '../files/file-tree.js';
import type { FileTree } from '../files/file-tree.js';
import { exists } from '../files/paths.js';
import { readDocument } from '../files/read-document.js';
import { inspectImageFile } from '../media/inspect-image-file.js';
import { inspectTree } from '../media/inspect-media.js';
import { kindOf, openMedia } from '../media/open-media.js';
import type { DifferenceSide } from '../schema/difference.js';
import { ServicingError } from '../schema/errors.js';
import type { ImageFileInfo, MediaInfo } from '../schema/media.js';
import { servicingResultSchema } from '../schema/result.js';
import type { ServicingResult } from '../schema/result.js';

/** One of the two things that are compared, open for reading; to be closed. */
export interface Side {
  readonly about: DifferenceSide;
  readonly info: MediaInfo | ImageFileInfo;
  /** The files of the media, or the folder of a file with images; undefined where only a result says what was there. */
  readonly tree: FileTree | undefined;
  close(): Promise<void>;
}

/**
 * Opens what a path means: media (a folder or an ISO file), a file with images, an output of this tool (its media, or its ISO
 * file), or a `result.json`, which tells what its finished media was.
 * @throws ServicingError `input-invalid` for a result without finished media; else as inspectMedia and inspectImageFile
 */
export async function openSide(path: string, signal: AbortSignal | undefined): Promise<Side> {
  const root = resolve(path);
  if (/\.json$/iu.test(root)) return resultSide(root);
  const kind = await kindOf(root);
  if (kind === 'wim') return imageSide(root, signal);
  const output = kind === 'folder' ? await outputIn(root) : undefined;
  return mediaSide(root, output, signal);
}

async function imageSide(path: string, signal: AbortSignal | undefined): Promise<Side> {
  const info = await inspectImageFile(path, { signal });
  return { about: { ...aboutOf(path, info), kind: 'image-file' }, info, tree: new FolderTree(dirname(path)), close: () => Promise.resolve() };
}

async function mediaSide(path: string, output: Output | undefined, signal: AbortSignal | undefined): Promise<Side> {
  const tree = await openMedia(output?.media ?? path, { signal });
  try {
    const info = await inspectTree(tree, { signal });
    const about: DifferenceSide = {
      ...aboutOf(path, info), kind: info.iso === undefined ? 'media' : 'iso', ...(output !== undefined && { media: output.media }),
      ...(output?.result !== undefined && { run: runOf(output.result) }),
    };
    return { about, info, tree, close: () => tree.close() };
  } catch (error) {
    await tree.close();
    throw error;
  }
}

async function resultSide(path: string): Promise<Side> {
  if (!(await exists(path))) throw new ServicingError('media-not-found', `There is no result at ${path}.`);
  const result = await readDocument(path, servicingResultSchema);
  const info = result.after;
  if (info === undefined) {
    throw new ServicingError('input-invalid', `${path} tells of a run that made no media (${result.status})`, { advice: 'Name the media that is to be compared, or the result of a run that is done.' });
  }
  return { about: { ...aboutOf(path, info), kind: 'result', rehearsed: result.rehearsed, run: runOf(result) }, info, tree: undefined, close: () => Promise.resolve() };
}

function aboutOf(path: string, info: MediaInfo | ImageFileInfo): Omit<DifferenceSide, 'kind'> {
  const { architecture, build, rehearsed, totalBytes } = info;
  return { path, rehearsed, bytes: totalBytes, ...(architecture !== undefined && { architecture }), ...(build !== undefined && { build }) };
}

function runOf({ runId, finishedAt }: ServicingResult): NonNullable<DifferenceSide['run']> {
  return { id: runId, finishedAt };
}

interface Output { readonly media: string; readonly result: ServicingResult | undefined }

/** An output that holds media, as a folder or as an ISO file; media itself has `sources` and no result. */
async function outputIn(folder: string): Promise<Output | undefined> {
  if (await exists(join(folder, 'sources')) || !(await exists(join(folder, 'result.json')))) return undefined;
  const result = await readDocument(join(folder, 'result.json'), servicingResultSchema);
  if (await exists(join(folder, 'media'))) return { media: join(folder, 'media'), result };
  const iso = result.output?.iso;
  const moved = iso === undefined ? undefined : join(folder, basename(iso.replaceAll('\\', '/')));
  return moved !== undefined && await exists(moved) ? { media: moved, result } : undefined;
}
