import type { ImageInfo } from '../schema/media.js';
import { readServicingStack, readUbr } from './image-registry.js';
import type { WimFile } from './wim-file.js';
import type { WimTree } from './wim-metadata.js';

/** Where installation images keep the recovery environment. */
export const winrePath = 'Windows/System32/Recovery/winre.wim';
/** The SOFTWARE hive of an image. */
export const softwareHivePath = 'Windows/System32/config/SOFTWARE';
/** Where CBS keeps the manifest of every package that an image knows. */
export const packagesPath = 'Windows/servicing/Packages';

type Details = Pick<ImageInfo, 'winre' | 'packages' | 'ubr' | 'servicingStack'>;

/**
 * What only the image's own files tell: its winre.wim, its packages, its UBR and servicing stack. Nothing where the metadata cannot be
 * unpacked (ESD), no UBR where the hive's content is in another part of a split WIM.
 * @throws ServicingError `wim-invalid`, `media-invalid` (damaged hive), `cancelled`
 */
export async function readImageDetails(wim: WimFile, index: number, signal?: AbortSignal): Promise<Details> {
  if (!wim.hasReadableMetadata(index)) return {};
  const tree = await wim.readMetadata(index, { signal });
  const details: Details = { packages: packagesOf(tree) };
  const winre = tree.find(winrePath);
  if (winre?.sha1 !== undefined) details.winre = { path: winre.path, size: winre.size, sha1: winre.sha1 };
  const hive = tree.find(softwareHivePath);
  if (hive?.sha1 !== undefined && wim.isReadable(hive.sha1)) {
    const content = await wim.readFile(index, softwareHivePath, { signal, tree });
    const ubr = readUbr(content);
    if (ubr !== undefined) details.ubr = ubr;
    const servicingStack = readServicingStack(content);
    if (servicingStack !== undefined) details.servicingStack = servicingStack;
  }
  return details;
}

function packagesOf(tree: WimTree): string[] {
  const names = (tree.list(packagesPath) ?? []).filter((entry) => !entry.isFolder).map((entry) => entry.name);
  return names.filter((name) => /\.mum$/iu.test(name)).map((name) => name.slice(0, -'.mum'.length)).sort();
}
