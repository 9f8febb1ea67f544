import { basename, join, resolve } from 'node:path';
import { copyTree } from './files/copy-tree.js';
import { FolderTree } from './files/file-tree.js';
import type { FileTree } from './files/file-tree.js';
import { isInside } from './files/paths.js';
import { requireFileRoom } from './files/room.js';
import { inspectTree } from './media/inspect-media.js';
import { withMedia } from './media/open-media.js';
import { checkedJob, publishFiles, step, withOutput } from './output-job.js';
import type { OpenJob, OutputJobOptions } from './output-job.js';
import { checkIsoSizes } from './output/iso-sizes.js';
import { writeIso } from './output/write-iso.js';
import { checkIsoLabel, discBoot, labelOf } from './plan/iso.js';
import { checkFileSystem, checkIsoOutput } from './preflight/check-output.js';
import { tellChecks } from './run/tell-checks.js';
import { ServicingError } from './schema/errors.js';
import type { MediaInfo } from './schema/media.js';
import { isoJobSchema } from './schema/output-jobs.js';
import type { IsoJob, IsoJobInput, IsoJobResult } from './schema/output-jobs.js';
import { parseInput } from './schema/parse-input.js';
import { checkIso } from './verify/check-iso.js';

/**
 * Makes a bootable ISO file of media, whoever made it, and reads it back. It appears when it was compared with the media.
 * @throws ServicingError `usage` (a label too long), `preflight` (no program that writes ISO files, a FAT volume), `media-*`
 *   (boot files missing), `output-exists`, `disk-space`, `servicing`, `verification`, `busy`, `cancelled`
 */
export async function makeIso(input: IsoJobInput, options: OutputJobOptions = {}): Promise<IsoJobResult> {
  const request = parseInput(isoJobSchema, input, 'job');
  if (request.isoLabel !== undefined) checkIsoLabel(request.isoLabel);
  if (isInside(resolve(request.output), resolve(request.media))) {
    throw new ServicingError('usage', 'The ISO file lies inside the media', { details: [`${request.output} is below ${request.media}`], advice: 'Name a file apart from the media.' });
  }
  return withOutput({ ...request, source: request.media }, options, async (job) => {
    job.events.emit({ type: 'phase', phase: 'inspect' });
    return withMedia(request.media, { signal: job.signal }, async (tree) => make(request, job, tree, await inspectTree(tree, { signal: job.signal })));
  });
}

async function make(request: IsoJob, job: OpenJob, tree: FileTree, media: MediaInfo): Promise<IsoJobResult> {
  const { events, signal, draft } = job;
  const boot = discBoot(media.architecture, request.isoBoot, request.ca2023);
  const label = request.isoLabel ?? labelOf(media);
  events.emit({ type: 'phase', phase: 'preflight' });
  const writer = await checkIsoOutput(tree, boot, { signal });
  await checkIsoSizes(tree, writer, { signal });
  await checkFileSystem(job.output, { media, installForm: media.install.format, folder: false, iso: true });
  const isUnpacked = !(tree instanceof FolderTree);
  await requireFileRoom('The ISO file', job.output, media.totalBytes * (isUnpacked ? 2 : 1));
  events.emit({ type: 'phase', phase: 'run' });
  const root = isUnpacked ? await unpacked(job, tree) : tree.root;
  const files = { bios: boot.bios === undefined ? undefined : await tree.find(boot.bios), efi: await tree.find(boot.efi) ?? boot.efi };
  await step(job, 'media/write-iso', `Write the ISO file ${job.output}`, (onProgress) => writeIso(writer, { root, label, ...files, output: draft }, { signal, onProgress }));
  events.emit({ type: 'phase', phase: 'verify' });
  const checks = await step(job, 'media/read-back', 'Read it back and compare it with the media', (onProgress) => checkIso({ path: draft, label, ...files }, root, { signal, onProgress }));
  tellChecks(job.events, checks, checkedJob);
  events.emit({ type: 'phase', phase: 'publish' });
  return {
    schemaVersion: 1, source: media.path, output: job.output, rehearsed: media.rehearsed, label,
    writer: { name: writer.name, executable: writer.executable }, files: await publishFiles(job, [basename(job.output)]), checks,
  };
}

/** The programs read folders only. */
async function unpacked(job: OpenJob, tree: FileTree): Promise<string> {
  const root = join(job.folder, 'media');
  await step(job, 'media/copy', 'Copy the media out of its ISO file', (progress) => copyTree(tree, root, {
    signal: job.signal, onProgress: (done, total) => { progress(total === 0 ? 100 : (done / total) * 100); },
  }));
  return root;
}
