import { basename, dirname, extname } from 'node:path';
import { FolderTree } from './files/file-tree.js';
import { requireFileRoom } from './files/room.js';
import { openImageSource } from './image-source.js';
import { inspectImageFile } from './media/inspect-image-file.js';
import { withDism } from './output-dism.js';
import type { JobDism } from './output-dism.js';
import { checkedJob, publishFiles, step, withOutput } from './output-job.js';
import type { OpenJob, OutputJobOptions } from './output-job.js';
import { refuseRehearsedInput } from './preflight/check-request.js';
import { chooseBackend } from './preflight/choose-backend.js';
import { expectParts } from './run/proof-images.js';
import { tellChecks } from './run/tell-checks.js';
import { ServicingError } from './schema/errors.js';
import { usualPartMegabytes } from './schema/image-forms.js';
import { splitJobSchema } from './schema/output-jobs.js';
import type { ImageJobResult, SplitJobInput } from './schema/output-jobs.js';
import { parseInput } from './schema/parse-input.js';
import { checkExported } from './verify/check-exported.js';

/**
 * Splits a WIM, or the install images of media, into parts that fit on FAT32. They appear when they were read back and
 * compared with the source.
 * @throws ServicingError `usage`, `media-*`, `wim-invalid`, `output-exists`, `disk-space`, `backend`, `rehearsed-input`,
 *   `servicing`, `verification`, `busy`, `cancelled`
 */
export async function splitImage(input: SplitJobInput, options: OutputJobOptions = {}): Promise<ImageJobResult> {
  const request = parseInput(splitJobSchema, input, 'job');
  if (extname(request.output).toLowerCase() !== '.swm') {
    throw new ServicingError('usage', `The parts of a split WIM are called .swm, not ${extname(request.output) || 'without an ending'}`, { advice: 'Name the first part, e.g. install.swm; the others are install2.swm and so on.' });
  }
  const backend = chooseBackend(request.backend);
  return withOutput(request, options, async (job) => {
    const { events, signal } = job;
    events.emit({ type: 'phase', phase: 'inspect' });
    const source = await openImageSource(request.source, job.folder, signal);
    try {
      refuseRehearsedInput(backend, source);
      if (source.wim.format !== 'wim') {
        throw new ServicingError('media-unsupported', `${source.path} is ${source.wim.format === 'esd' ? 'an ESD, which DISM does not split' : 'split already'}`, {
          hresult: '0x80070032', advice: 'Export it: offline-servicing export SOURCE --output install.swm',
        });
      }
      events.emit({ type: 'phase', phase: 'preflight' });
      await requireFileRoom('The output', job.output, source.wim.size);
      return await withDism(job, request, backend, async (dism) => {
        events.emit({ type: 'phase', phase: 'run' });
        const names = await splitInto(job, dism, await source.place(), request.splitSize);
        events.emit({ type: 'phase', phase: 'verify' });
        const made = await inspectImageFile(job.draft, { signal });
        const checks = await checkExported({
          source: await source.open(), sourceImages: source.wim.images, tree: new FolderTree(dirname(job.draft)), made: made.install, form: 'swm', signal,
        });
        tellChecks(job.events, checks, checkedJob);
        events.emit({ type: 'phase', phase: 'publish' });
        const host = dism.host();
        return {
          schemaVersion: 1, source: source.path, output: job.output, rehearsed: made.rehearsed || source.rehearsed, form: 'swm', compression: made.install.compression,
          ...(host === undefined ? {} : { host }), images: source.wim.images.map(({ index, name }) => ({ index, name, sourceIndex: index })),
          files: await publishFiles(job, names), checks,
        };
      });
    } finally {
      await source.close();
    }
  });
}

/**
 * Splits a WIM into the draft and the parts beside it.
 * @returns the names of the parts, in their order
 */
export async function splitInto(job: OpenJob, dism: JobDism, whole: string, megabytes = usualPartMegabytes): Promise<string[]> {
  return step(job, 'images/split', `Split into ${basename(job.draft)} and its further parts`, async (progress) => {
    await dism.call((client) => client.splitImage({ imagePath: whole, first: job.draft, megabytes }), progress);
    return (await expectParts(job.draft, whole, job.signal)).map((part) => basename(part.path));
  });
}
