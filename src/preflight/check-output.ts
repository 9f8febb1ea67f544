import { isOnFat } from '../files/file-system.js';
import type { FileTree } from '../files/file-tree.js';
import { sizeText } from '../files/size-text.js';
import { findIsoWriter } from '../output/find-iso-writer.js';
import type { IsoWriter } from '../output/iso-writer.js';
import { ServicingError } from '../schema/errors.js';
import type { ImageForm } from '../schema/image-forms.js';
import { largestFat32File } from '../schema/image-forms.js';
import type { MediaInfo } from '../schema/media.js';

/** What an ISO file starts with, as paths within the media; the run may add some of them. */
export interface WantedBoot { readonly bios?: string | undefined; readonly efi: string }

/**
 * What can be known to fail about an ISO file before it is written: that there is a program, that the media has the boot files,
 * and that the file systems of the program can have every name.
 * @param added boot files that the media does not have yet
 * @throws ServicingError `preflight`, `media-invalid`, `cancelled`
 */
export async function checkIsoOutput(
  media: FileTree, boot: WantedBoot, { added = [], signal, find = findIsoWriter }: { added?: readonly string[]; signal?: AbortSignal | undefined; find?: () => Promise<IsoWriter> } = {},
): Promise<IsoWriter> {
  const writer = await find();
  for (const file of [boot.bios, boot.efi]) {
    if (file === undefined || added.includes(file) || (await media.find(file)) !== undefined) continue;
    throw new ServicingError('media-invalid', `The media has no ${file}, with which a disc starts`, {
      details: [`media: ${media.root}`], advice: 'Use the whole original media. Media that was made for a USB stick alone may lack it.',
    });
  }
  for await (const { path } of media.walk({ signal })) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const wrong = name.length > writer.longestName ? `${name} has ${name.length} characters; in an ISO file by ${writer.name} a name has at most ${writer.longestName}`
      : writer.forbidden.test(name) ? `${name} has a semicolon, which no name has in an ISO file by ${writer.name}` : undefined;
    if (wrong !== undefined) throw new ServicingError('media-invalid', wrong, { details: [path], advice: 'Give it another name in a copy of the media.' });
  }
  return writer;
}

/** What an output will at least hold. */
export interface OutputForms {
  readonly media: MediaInfo;
  readonly installForm: ImageForm;
  /** Whether the folder with the media is wanted, and whether the ISO file is. */
  readonly folder: boolean;
  readonly iso: boolean;
}

/**
 * Refuses an output on FAT that would have a file over 4 GiB for certain; the images only grow by updates.
 * @throws ServicingError `preflight`
 */
export async function checkFileSystem(output: string, { media, installForm, folder, iso }: OutputForms, isFat: (path: string) => Promise<boolean> = isOnFat): Promise<void> {
  const isWhole = folder && installForm !== 'swm' && (installForm === media.install.format || media.install.format !== 'wim');
  const files = [
    ...(isWhole ? [{ what: `sources/install.${installForm}`, size: media.install.size, advice: 'Ask for --install-format swm' }] : []),
    ...(iso ? [{ what: 'the ISO file', size: media.totalBytes, advice: 'Leave iso out of --output-format' }] : []),
  ].filter(({ size }) => size > largestFat32File);
  const [first] = files;
  if (first === undefined || !(await isFat(output))) return;
  throw tooLargeForFat(output, `${first.what} has at least ${sizeText(first.size)}`, first.advice);
}

/**
 * The same for an output that is finished, whose files have their final sizes, before it is moved to its place.
 * @throws ServicingError `preflight`
 */
export async function checkFinishedSizes(finished: FileTree, output: string, isFat: (path: string) => Promise<boolean> = isOnFat): Promise<void> {
  if (!(await isFat(output))) return;
  for await (const { path, size } of finished.walk()) {
    if (size > largestFat32File) throw tooLargeForFat(output, `${path} has ${sizeText(size)}`, 'Ask for --install-format swm without iso');
  }
}

function tooLargeForFat(output: string, what: string, advice: string): ServicingError {
  return new ServicingError('preflight', `The output is on a FAT volume, where no file has 4 GiB; ${what}`, { details: [`output: ${output}`], advice: `${advice}, or name an output on NTFS.` });
}
