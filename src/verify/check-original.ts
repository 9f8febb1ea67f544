import { inspectMedia } from '../media/inspect-media.js';
import type { MediaInfo } from '../schema/media.js';
import type { Check } from '../schema/result.js';
import type { VerifyInput } from './verify-media.js';

/** The original media is what it was: same files by size and time, same images by identity; an ISO file has its size and time too. */
export async function checkOriginal({ original, signal }: VerifyInput): Promise<Check[]> {
  const now = await inspectMedia(original.path, { signal });
  const ok = fingerprint(now) === fingerprint(original);
  return [{
    id: 'original', title: 'The original media is untouched', ok,
    evidence: ok ? `${now.fileCount} files, ${now.totalBytes} bytes, sizes and times as before, ${now.install.images.length + now.boot.images.length} images with the identities from before` : `was ${fingerprint(original)}, is ${fingerprint(now)}`,
  }];
}

function fingerprint(media: MediaInfo): string {
  const images = [...media.install.images, ...media.boot.images].map((image) => image.identity);
  return JSON.stringify([media.fileCount, media.totalBytes, media.stamp, media.install.size, media.boot.size, media.iso, ...images]);
}
