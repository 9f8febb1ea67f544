import type { FileTree } from '../files/file-tree.js';
import { openWimIn } from '../media/wim-file.js';
import type { WimFile } from '../media/wim-file.js';
import type { ImageForm } from '../schema/image-forms.js';
import type { ImageInfo, WimInfo } from '../schema/media.js';
import type { Check } from '../schema/result.js';
import { fileChecks } from './check-integrity.js';
import { differences } from './check-kept.js';

/** A file with images that was made of another. */
export interface ExportedImages {
  /** What it was made of; it is closed here. */
  readonly source: WimFile;
  /** The images of the source that were to be taken, in their order. */
  readonly sourceImages: readonly ImageInfo[];
  /** Where the new file lies. */
  readonly tree: FileTree;
  readonly made: WimInfo;
  readonly form: ImageForm;
  readonly signal: AbortSignal;
}

/** Reads the file back: its form, each image file by file as in the source, every content unpacked. Errors as openWim. */
export async function checkExported({ source, sourceImages, tree, made, form, signal }: ExportedImages): Promise<Check[]> {
  const now = await openWimIn(tree, made.path, { parts: made.parts });
  try {
    const checks: Check[] = [{
      id: 'form', title: `${made.path}: form and number of images`, ok: isForm(made, form) && made.images.length === sourceImages.length,
      evidence: `${made.format}${made.parts === undefined ? '' : ` of ${made.parts.length} parts`}, ${made.compression}, ${made.images.length} images; asked for: ${form}, ${sourceImages.length} images`,
    }];
    for (const [at, was] of sourceImages.entries()) {
      const is = made.images[at];
      const wrong = is === undefined ? ['it is not there'] : await differences({ wim: source, image: was }, { wim: now, image: is }, signal);
      checks.push({
        id: `image-${at + 1}`, title: `Image ${at + 1}: the same as image ${was.index} of the source`, ok: wrong.length === 0,
        evidence: wrong.length === 0 ? `${was.name}: names, files, times and attributes` : wrong.slice(0, 10).join('; '),
      });
    }
    return [...checks, ...(await fileChecks(tree, [made], signal))];
  } finally {
    await now.close();
    await source.close();
  }
}

/** What fits into one part is one part, which is a whole WIM by its header. */
function isForm({ format }: WimInfo, form: ImageForm): boolean {
  return format === form || (form === 'swm' && format === 'wim');
}
