import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FolderTree } from './files/file-tree.js';
import { removeTree } from './files/remove-tree.js';
import { withMedia } from './media/open-media.js';
import { checkFileSystem, checkFinishedSizes, checkIsoOutput } from './preflight/check-output.js';
import { writeIsoOf } from './run/iso-output.js';
import type { Workspace } from './run/workspace.js';
import type { Plan } from './schema/plan.js';
import type { MediaInfo } from './schema/media.js';
import type { ServicingRequest } from './schema/request.js';
import type { ServicingResult } from './schema/result.js';

/**
 * What can be known to fail about the forms of the output, before anything is made.
 * @throws ServicingError `preflight`, `media-invalid`, `cancelled`
 */
export async function checkOutputForms(request: ServicingRequest, { media, plan }: { media: MediaInfo; plan: Plan }, signal: AbortSignal | undefined): Promise<void> {
  const { outputFormat, installFormat } = request;
  const iso = writeIsoOf(plan);
  // The boot files by CA 2023 come out of the boot image; the plan was refused where it has none.
  if (iso !== undefined) await withMedia(request.media, { signal }, (tree) => checkIsoOutput(tree, iso, { added: request.ca2023 ? [iso.efi] : [], signal }));
  await checkFileSystem(request.output, { media, installForm: installFormat, folder: outputFormat.includes('media'), iso: iso !== undefined });
}

/**
 * Takes out of the finished output what was made on the way only: the folder of which the ISO file was wanted alone. What is left
 * must fit on the volume of the output.
 * @throws ServicingError `preflight` for a file that FAT cannot have
 */
export async function keepWantedForms(request: ServicingRequest, { media, staging }: Pick<Workspace, 'media' | 'staging'>): Promise<void> {
  if (!request.outputFormat.includes('media')) await removeTree(media);
  await checkFinishedSizes(new FolderTree(staging), request.output);
}

/** Where everything is once the output has appeared. */
export async function outputPlaces({ output: root, outputFormat }: ServicingRequest, plan: Plan, { staging }: Pick<Workspace, 'staging'>): Promise<NonNullable<ServicingResult['output']>> {
  const iso = writeIsoOf(plan);
  return {
    root, ...(outputFormat.includes('media') ? { media: join(root, 'media') } : {}), ...(iso === undefined ? {} : { iso: join(root, iso.file), isoSize: (await stat(join(staging, iso.file))).size }),
    report: join(root, 'report.html'), logs: join(root, 'logs'),
  };
}
