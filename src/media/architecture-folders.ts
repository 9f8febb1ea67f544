import { FolderTree } from '../files/file-tree.js';
import type { FileTree } from '../files/file-tree.js';
import { ServicingError } from '../schema/errors.js';

/** Folders in the root of media for several architectures, as the Media Creation Tool lays them out. */
const folders = ['x86', 'x64', 'arm64'];

/**
 * Media for several architectures holds a whole media folder for each. Only one can be serviced at a time, because each
 * needs updates of its own.
 * @throws ServicingError `media-unsupported`
 */
export async function refuseArchitectureFolders(tree: FileTree): Promise<void> {
  const { root } = tree;
  const places = await Promise.all(folders.map(async (name) => ({ name, sources: await tree.find(`${name}/sources`) })));
  const found = places.filter((place) => place.sources !== undefined).map((place) => place.name);
  if (found.length === 0) return;
  throw new ServicingError('media-unsupported', found.length === 1
    ? `${root} has its Windows in the folder ${found[0]}` : `${root} is media for several architectures (folders ${found.join(', ')})`, {
    advice: `${tree instanceof FolderTree ? `Service each of these folders by itself, as --media ${tree.nameOf(found[0] ?? '')}` : 'Mount or unpack it and service each of these folders by itself'}, with the updates for its architecture; then put the results in their places in a copy of the media.`,
  });
}
