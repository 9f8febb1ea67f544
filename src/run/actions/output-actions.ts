import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { FolderTree } from '../../files/file-tree.js';
import { requireFileRoom } from '../../files/room.js';
import { sizeText } from '../../files/size-text.js';
import { findIsoWriter } from '../../output/find-iso-writer.js';
import { isoBytes } from '../../output/iso-bytes.js';
import { checkIsoSizes } from '../../output/iso-sizes.js';
import { writeIso } from '../../output/write-iso.js';
import { largestFat32File } from '../../schema/image-forms.js';
import { writtenIso } from '../iso-output.js';
import { expectParts } from '../proof-images.js';
import type { ActionsFor } from './tools.js';
import { need } from './tools.js';

/** The forms in which the media leaves a run. */
export const outputActions: ActionsFor<'split-image' | 'write-iso'> = {
  'split-image': async ({ context, dism, warn }, action) => {
    const { media, isoParts } = context.workspace;
    const whole = await need(media, action.wim);
    const folder = action.into === 'media' ? dirname(whole) : isoParts;
    await mkdir(folder, { recursive: true });
    const first = join(folder, basename(action.first));
    await dism((client) => client.splitImage({ imagePath: whole, first, megabytes: action.megabytes }));
    const parts = await expectParts(first, whole, context.signal);
    for (const { path, size } of parts) {
      if (size > largestFat32File) warn(`${path} has ${sizeText(size)}: a single file of the images is larger than a part was to be, and FAT32 has no room for it`);
    }
    if (action.into === 'media') await rm(whole);
    return parts.map(({ path, size }) => `${path}: ${sizeText(size)}`);
  },

  'write-iso': async ({ context, progress }, action) => {
    const root = context.workspace.media;
    const planned = await writtenIso(context);
    if (planned === undefined) throw new Error('The plan has no ISO file');
    const writer = await findIsoWriter();
    await checkIsoSizes(new FolderTree(root), writer, { except: planned.instead?.file, signal: context.signal });
    await requireFileRoom('The ISO file', planned.path, await isoBytes(root, context.signal));
    const named = async (file: string): Promise<string> => relative(root, await need(root, file)).replaceAll('\\', '/');
    const bytes = await writeIso(writer, {
      label: planned.label, instead: planned.instead, output: planned.path, root, efi: await named(action.efi), ...(action.bios === undefined ? {} : { bios: await named(action.bios) }),
    }, { signal: context.signal, onProgress: progress });
    return [`${action.file}: ${bytes} bytes, by ${writer.name}`];
  },
};
