import { join } from 'node:path';
import type { WimInfo } from '../schema/media.js';
import { openWim } from './wim-file.js';
import type { WimFile } from './wim-file.js';

/**
 * Opens a WIM of media that was inspected, a split one with all its parts. Errors as openWim.
 * @param root host path of the media
 */
export async function openMediaWim(root: string, { path, parts }: Pick<WimInfo, 'path' | 'parts'>): Promise<WimFile> {
  return openWim(join(root, path), { parts: parts?.map((part) => join(root, part)) });
}
