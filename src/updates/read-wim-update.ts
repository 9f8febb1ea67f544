import { createHash } from 'node:crypto';
import { openWim } from '../media/wim-file.js';
import type { WimFile } from '../media/wim-file.js';
import type { WimEntry, WimTree } from '../media/wim-metadata.js';
import { ServicingError } from '../schema/errors.js';
import type { BundleFile } from './bundle.js';
import { BytesSource } from '../files/byte-source.js';
import type { ByteSource } from '../files/byte-source.js';
import { invalidUpdate } from './invalid-update.js';
import type { ReadContext } from './open-cabinet.js';
import { readBundle } from './read-bundle.js';
import type { UpdateContents } from './update-contents.js';

/** Pieces have 32 KiB. */
const piecesAtOnce = 64;

/**
 * Reads an update in the WIM container that Windows 11 24H2 and Windows Server 2025 brought: one uncompressed image with
 * the servicing stack cabinet, the payload, and composition databases, which are the vendor's own word on what it is.
 * Every content is compared with its SHA-1, so that a damaged payload is known before servicing.
 * @throws ServicingError `update-invalid`, `permission`
 */
export async function readWimUpdate(context: ReadContext): Promise<UpdateContents> {
  try {
    const wim = await openWim(context.update);
    try {
      return await readOpenWim(wim, context);
    } finally {
      await wim.close();
    }
  } catch (error) {
    if (!(error instanceof ServicingError) || !['wim-invalid', 'media-unsupported', 'usage'].includes(error.code)) throw error;
    throw invalidUpdate({ file: context.update, what: `the WIM cannot be read: ${error.message}`, cause: error });
  }
}

async function readOpenWim(wim: WimFile, context: ReadContext): Promise<UpdateContents> {
  if (wim.images.length !== 1) {
    throw invalidUpdate({ file: context.update, what: `a WIM with ${wim.images.length} images; an update has one` });
  }
  const tree = await wim.readMetadata(1, { signal: context.signal });
  const entries = (tree.list('') ?? []).filter((entry) => !entry.isFolder);
  if (!entries.some((entry) => /\.cab$/iu.test(entry.path))) {
    throw invalidUpdate({ file: context.update, what: 'the WIM holds no update payload' });
  }
  await checkContents(wim, tree, context);
  const bundle = await readBundle(entries.map((entry) => fileOf(wim, entry)), { ...context, proven: true });
  const hasPayload = entries.some((entry) => /-kb\d+.*\.(?:wim|cab|psf)$/iu.test(entry.path));
  if (!hasPayload || !bundle.packages.some((item) => !/^ssu-/iu.test(item.file))) {
    throw invalidUpdate({
      file: context.update,
      what: hasPayload ? 'no composition database in it names its package' : 'the WIM holds no update payload',
    });
  }
  return { format: 'msu-wim', ...bundle };
}

function fileOf(wim: WimFile, entry: WimEntry): BundleFile {
  const open = async <T>(work: (source: ByteSource) => Promise<T>): Promise<T> => work(
    entry.sha1 === undefined ? new BytesSource(entry.path, Buffer.alloc(0)) : sourceOf(entry.path, await wim.openContent(entry.sha1, entry.path)),
  );
  return { name: entry.path, size: entry.size, open };
}

type Content = Awaited<ReturnType<WimFile['openContent']>>;

/** Reads whole pieces of a content and cuts out what is asked for. */
function sourceOf(name: string, content: Content): ByteSource {
  const { size, pieceSize } = content;
  const read = async (offset: number, length: number): Promise<Buffer> => {
    const end = Math.min(size, offset + length);
    if (offset >= end) return Buffer.alloc(0);
    const first = Math.floor(offset / pieceSize);
    const pieces = await content.pieces(first, Math.ceil(end / pieceSize));
    return Buffer.concat(pieces).subarray(offset - first * pieceSize, end - first * pieceSize);
  };
  return { name, size, read };
}

async function checkContents(wim: WimFile, tree: WimTree, context: ReadContext): Promise<void> {
  for (const entry of tree.walk()) {
    if (entry.isFolder || entry.sha1 === undefined) continue;
    if (wim.blobs.find(entry.sha1) === undefined) {
      throw invalidUpdate({ file: context.update, member: entry.path, what: 'its content is missing' });
    }
    const content = await wim.openContent(entry.sha1, entry.path);
    const sha1 = createHash('sha1');
    for (let piece = 0; piece < content.pieceCount; piece += piecesAtOnce) {
      for (const bytes of await content.pieces(piece, Math.min(piece + piecesAtOnce, content.pieceCount), context.signal)) sha1.update(bytes);
    }
    if (sha1.digest('hex') !== entry.sha1) {
      throw invalidUpdate({ file: context.update, member: entry.path, what: 'checksum error in the data (SHA-1)' });
    }
  }
}
