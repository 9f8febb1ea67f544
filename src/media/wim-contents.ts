import { createHash } from 'node:crypto';
import { ServicingError } from '../schema/errors.js';
import type { WimFile } from './wim-file.js';
import { resourceChunks } from './wim-resource.js';

/** What reading everything in a WIM has shown. */
export interface WimContents {
  /** Contents that were read: files' and images' metadata, each once however many files share it. */
  readonly contents: number;
  /** Unpacked bytes of the whole ones. */
  readonly bytes: number;
  /** Files whose content is not what its SHA-1 says, as `image 1: Windows/notepad.exe`; SHA-1s where no file is known. */
  readonly damaged: readonly string[];
}

/**
 * Unpacks every content of a WIM and compares it with its SHA-1. An integrity table says only that the bytes are those
 * which were written; an export copies packed contents unread, so damage of its source is written as it is.
 * @throws ServicingError `cancelled`, `media-unsupported`
 */
export async function checkWimContents(wim: WimFile, options: { signal?: AbortSignal | undefined } = {}): Promise<WimContents> {
  let contents = 0;
  let bytes = 0;
  const damaged = new Set<string>();
  for (const sha1 of wim.contents()) {
    contents += 1;
    const read = await readWhole(wim, sha1, options.signal);
    if (read === undefined) damaged.add(sha1);
    else bytes += read;
  }
  return { contents, bytes, damaged: damaged.size === 0 ? [] : await namesOf(wim, damaged, options.signal) };
}

/** @returns unpacked bytes; undefined where they are not what the SHA-1 says */
async function readWhole(wim: WimFile, sha1: string, signal: AbortSignal | undefined): Promise<number | undefined> {
  const hash = createHash('sha1');
  try {
    const reader = await wim.openContent(sha1, `content ${sha1}`);
    for await (const piece of resourceChunks(reader, signal)) hash.update(piece);
    return hash.digest('hex') === sha1 ? reader.size : undefined;
  } catch (error) {
    if (error instanceof ServicingError && error.code === 'wim-invalid') return undefined;
    throw error;
  }
}

async function namesOf(wim: WimFile, damaged: ReadonlySet<string>, signal: AbortSignal | undefined): Promise<string[]> {
  const names: string[] = [];
  const named = new Set<string>();
  for (const { index } of wim.images) {
    const metadata = wim.metadataBlob(index)?.sha1 ?? '';
    if (damaged.has(metadata)) {
      names.push(`image ${index}: its metadata`);
      named.add(metadata);
    } else if (wim.hasReadableMetadata(index)) {
      for (const { path, sha1 } of (await wim.readMetadata(index, { signal })).walk()) {
        if (sha1 === undefined || !damaged.has(sha1)) continue;
        names.push(`image ${index}: ${path}`);
        named.add(sha1);
      }
    }
  }
  return [...names, ...[...damaged].filter((sha1) => !named.has(sha1))];
}
