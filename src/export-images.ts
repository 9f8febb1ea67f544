import { basename, dirname, extname, join } from 'node:path';
import { FolderTree } from './files/file-tree.js';
import { requireFileRoom } from './files/room.js';
import { openImageSource, partsPattern } from './image-source.js';
import type { ImageSource } from './image-source.js';
import { inspectImageFile } from './media/inspect-image-file.js';
import { withDism } from './output-dism.js';
import type { JobDism } from './output-dism.js';
import { checkedJob, publishFiles, step, withOutput } from './output-job.js';
import type { OpenJob, OutputJobOptions } from './output-job.js';
import { checkCompression, compressionOf } from './plan/output-options.js';
import { selectImages } from './plan/select-images.js';
import { refuseRehearsedInput } from './preflight/check-request.js';
import { chooseBackend } from './preflight/choose-backend.js';
import { expectImages } from './run/proof-images.js';
import { tellChecks } from './run/tell-checks.js';
import { splitInto } from './split-image.js';
import { ServicingError } from './schema/errors.js';
import type { ImageForm } from './schema/image-forms.js';
import type { ImageInfo } from './schema/media.js';
import { exportJobSchema } from './schema/output-jobs.js';
import type { ExportJob, ExportJobInput, ImageJobResult } from './schema/output-jobs.js';
import { parseInput } from './schema/parse-input.js';
import { checkExported } from './verify/check-exported.js';

/**
 * Exports images of a WIM, an ESD, a split WIM or of media into a file of their own, in the order of the source, in whatever
 * form and compression. It appears when it was read back and compared with the source.
 * @throws ServicingError `usage` (a compression that the form cannot have, an image that is not there), `media-*`,
 *   `wim-invalid`, `output-exists`, `disk-space`, `backend`, `rehearsed-input`, `servicing`, `verification`, `busy`, `cancelled`
 */
export async function exportImages(input: ExportJobInput, options: OutputJobOptions = {}): Promise<ImageJobResult> {
  const request = parseInput(exportJobSchema, input, 'job');
  const form = request.form ?? formByEnding(request.output);
  checkCompression(form, request.compression, `form ${form}`);
  if (request.splitSize !== undefined && form !== 'swm') throw new ServicingError('usage', `--split-size does not go with form ${form}: only swm has parts`, { advice: 'Leave it out, or ask for form swm.' });
  const backend = chooseBackend(request.backend);
  return withOutput(request, options, async (job) => {
    job.events.emit({ type: 'phase', phase: 'inspect' });
    const source = await openImageSource(request.source, job.folder, job.signal);
    try {
      refuseRehearsedInput(backend, source);
      const images = chosenImages(source, request);
      job.events.emit({ type: 'phase', phase: 'preflight' });
      await requireFileRoom('The output', job.output, source.wim.size * (form === 'swm' ? 2 : 1));
      return await withDism(job, request, backend, (dism) => make(request, form, job, source, images, dism));
    } finally {
      await source.close();
    }
  });
}

async function make(request: ExportJob, form: ImageForm, job: OpenJob, source: ImageSource, images: readonly ImageInfo[], dism: JobDism): Promise<ImageJobResult> {
  const { events, signal, folder, draft } = job;
  const compression = compressionOf(form, request.compression);
  events.emit({ type: 'phase', phase: 'run' });
  const whole = form === 'swm' ? join(folder, 'whole.wim') : draft;
  const from = await source.place();
  for (const [at, image] of images.entries()) {
    await step(job, `images/export-${image.index}`, `Export ${image.name}`, async (progress) => {
      await dism.call((client) => client.exportImage({
        source: from, index: image.index, destination: whole, compression, checkIntegrity: true, setBootable: source.wim.bootIndex === image.index,
        parts: partsPattern(from, source.wim),
      }), progress);
      await expectImages(whole, at + 1);
    });
  }
  const names = form === 'swm' ? await splitInto(job, dism, whole, request.splitSize) : [basename(draft)];
  events.emit({ type: 'phase', phase: 'verify' });
  const made = await inspectImageFile(draft, { signal });
  const checks = await checkExported({ source: await source.open(), sourceImages: images, tree: new FolderTree(dirname(draft)), made: made.install, form, signal });
  tellChecks(job.events, checks, checkedJob);
  events.emit({ type: 'phase', phase: 'publish' });
  const host = dism.host();
  return {
    schemaVersion: 1, source: source.path, output: job.output, rehearsed: made.rehearsed || source.rehearsed, form, compression: made.install.compression,
    ...(host === undefined ? {} : { host }), images: images.map((image, at) => ({ index: at + 1, name: image.name, sourceIndex: image.index })),
    files: await publishFiles(job, names), checks,
  };
}

function formByEnding(output: string): ImageForm {
  const ending = extname(output).toLowerCase();
  return ending === '.esd' ? 'esd' : ending === '.swm' ? 'swm' : 'wim';
}

function chosenImages({ wim, path }: ImageSource, { index, edition }: ExportJob): ImageInfo[] {
  const missing = index?.find((wanted) => !wim.images.some((image) => image.index === wanted));
  if (missing !== undefined) {
    throw new ServicingError('usage', `${path} has no image ${missing}`, { details: wim.images.map((image) => `index ${image.index}: ${image.name}`), advice: 'Name one of these.' });
  }
  const byIndex = index === undefined ? wim.images : wim.images.filter((image) => index.includes(image.index));
  return edition === undefined ? [...byIndex] : selectImages(byIndex, edition);
}
