import type { FileTree } from '../files/file-tree.js';
import { foldCase } from '../files/paths.js';
import { sizeText } from '../files/size-text.js';
import { ServicingError } from '../schema/errors.js';
import type { IsoWriter } from './iso-writer.js';
import { largestWithoutUdf } from './iso-writer.js';

/**
 * Refuses files that a program without UDF cannot put into an ISO file so that Windows reads them.
 * @param options.except a file that stays out of it
 * @throws ServicingError `preflight`, `cancelled`
 */
export async function checkIsoSizes(media: FileTree, writer: Pick<IsoWriter, 'name' | 'hasUdf'>, { except, signal }: { except?: string | undefined; signal?: AbortSignal | undefined } = {}): Promise<void> {
  if (writer.hasUdf) return;
  for await (const { path, size } of media.walk({ signal })) {
    if (size <= largestWithoutUdf || (except !== undefined && foldCase(path) === foldCase(except))) continue;
    throw new ServicingError('preflight', `${path} has ${sizeText(size)}; ${writer.name} knows no UDF, so that no file may have more than 4 GiB`, {
      advice: 'Install genisoimage, which knows it, or have the images in parts: --install-format swm, or offline-servicing split.',
    });
  }
}
