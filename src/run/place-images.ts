import { mkdir } from 'node:fs/promises';
import { copyFileKeepingTimes } from '../files/copy-file.js';
import { sha1File, sha256File } from '../files/hash.js';
import type { FileTree } from '../files/file-tree.js';
import { imageIdentity } from '../media/inspect-wim.js';
import { withMedia } from '../media/open-media.js';
import { findParts } from '../media/split-parts.js';
import { openWimIn } from '../media/wim-file.js';
import { ServicingError } from '../schema/errors.js';
import type { TargetJob } from '../schema/target-job.js';
import type { Workspace } from './workspace.js';

/**
 * Puts the WIMs that a job was given to where its steps look for them, and checks that the image it starts from is the
 * one that was planned with.
 * @throws ServicingError `input-invalid` for content that is not what the job names; `wim-invalid`, `permission`, `disk-space`
 */
export async function placeImages(job: TargetJob, workspace: Workspace, signal: AbortSignal): Promise<void> {
  for (const { target, path, sha256 } of job.images) {
    if (await sha256File(path, { signal }) !== sha256) throw changed(path);
    const places = workspace.target(target);
    await mkdir(places.folder, { recursive: true });
    await copyFileKeepingTimes(path, target === job.target.id ? places.wim : places.exported);
  }
  await checkSource(job, workspace, signal);
  const missing = job.target.consumes.filter((id) => !job.images.some((image) => image.target === id));
  if (missing.length > 0) throw new ServicingError('input-invalid', `The job has no image of ${missing.join(', ')}, which ${job.target.id} takes in`);
}

async function checkSource({ target, media }: TargetJob, workspace: Workspace, signal: AbortSignal): Promise<void> {
  const { source } = target;
  if (source.kind === 'image-file') {
    const { wim } = workspace.target(target.id);
    const given = await sha1File(wim, { signal }).catch(() => undefined);
    if (given !== source.sha1) throw changed(source.path);
  }
  if (source.kind === 'wim') await withMedia(media.original, { signal }, (tree) => checkImage(tree, source, signal));
}

async function checkImage(tree: FileTree, source: Extract<TargetJob['target']['source'], { kind: 'wim' }>, signal: AbortSignal): Promise<void> {
  const path = await tree.find(source.wim);
  if (path === undefined) throw new ServicingError('input-invalid', `${source.wim} is not there`, { details: [`looked in ${tree.root}`] });
  const parts = /\.swm$/iu.test(path) ? (await findParts(tree, path, signal)).map((part) => part.path) : undefined;
  const wim = await openWimIn(tree, path, { parts });
  try {
    const image = wim.images.find((candidate) => candidate.index === source.index);
    if (image === undefined || imageIdentity(wim, image) !== source.identity) throw changed(`${tree.nameOf(path)}, image ${source.index}`);
  } finally {
    await wim.close();
  }
}

function changed(what: string): ServicingError {
  return new ServicingError('input-invalid', `${what} is not what the job was made for`, { advice: 'Plan again with what is there now, and make the job from that plan.' });
}
