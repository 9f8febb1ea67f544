import { resolve } from 'node:path';
import type { ImageFileInfo, MediaInfo } from '../schema/media.js';
import { inspectImageFile } from './inspect-image-file.js';
import { inspectMedia } from './inspect-media.js';
import type { InspectOptions } from './inspect-wim.js';
import { kindOf } from './open-media.js';

/** Describes what is at a path: media (folder or ISO file), or a file with images by itself. Errors as inspectMedia and inspectImageFile. */
export async function inspectPath(path: string, options: InspectOptions = {}): Promise<MediaInfo | ImageFileInfo> {
  return await kindOf(resolve(path)) === 'wim' ? inspectImageFile(path, options) : inspectMedia(path, options);
}
