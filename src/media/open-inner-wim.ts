import { contentSource } from './content-source.js';
import type { WimFile } from './wim-file.js';
import { openWimOf } from './wim-file.js';

/**
 * Opens a WIM that is a file of an image, such as winre.wim, where it lies: pieces of it are unpacked as they are read. The WIM
 * around it must stay open meanwhile.
 * @param file its content by SHA-1, and its path for messages
 * @throws ServicingError `wim-invalid`, `cancelled`
 */
export async function openInnerWim(wim: WimFile, { sha1, path }: { sha1: string; path: string }, signal?: AbortSignal): Promise<WimFile> {
  return openWimOf(contentSource(`${path} in ${wim.path}`, await wim.openContent(sha1, path), signal));
}
