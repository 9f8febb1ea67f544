import { digestOf } from '../files/canonical-json.js';
import { sha256File } from '../files/hash.js';
import { mapLimit } from '../files/map-limit.js';
import { foldCase } from '../files/paths.js';
import { listTree, sizeAndTime, stampOf } from '../files/tree-stamp.js';
import type { TreeFile, TreeListing } from '../files/tree-stamp.js';
import type { InputInfo, InputKind } from '../schema/inputs.js';
import { inputError } from './input-error.js';
import { readDriverInfs } from './read-driver-infs.js';
import { windowsNameProblem } from './windows-name.js';

type FolderKind = Exclude<InputKind, 'registry'>;

/** What a folder must hold to be of use, by kind. */
const needed: Readonly<Record<FolderKind, { pattern: RegExp; what: string } | undefined>> = {
  drivers: { pattern: /\.inf$/iu, what: '.inf' }, bootDrivers: { pattern: /\.inf$/iu, what: '.inf' }, winreDrivers: { pattern: /\.inf$/iu, what: '.inf' },
  source: { pattern: /\.cab$/iu, what: '.cab' }, files: undefined,
};

const hashesAtOnce = 4;

/** Where the serviced WinRE goes, after everything else. */
const winrePath = 'Windows/System32/Recovery/winre.wim';

/**
 * Reads one folder. Its digest covers relative paths and contents, so that a copy elsewhere counts as the same; that of a
 * source covers paths, sizes and times, since such folders hold many gigabytes.
 * @throws ServicingError as readInputs
 */
export async function readFolder(kind: FolderKind, path: string, signal: AbortSignal | undefined): Promise<Omit<InputInfo, 'kind' | 'path' | 'name'>> {
  const listing = await listTree(path, { signal });
  refuseStrange(kind, path, listing);
  const { files } = listing;
  if (files.length === 0) throw inputError(kind, path, 'holds no file.');
  const wanted = needed[kind];
  const counting = wanted === undefined ? files : files.filter((file) => wanted.pattern.test(file.path));
  if (counting.length === 0) throw inputError(kind, path, `holds no ${wanted?.what ?? ''} file, nor does a folder below it.`, { details: files.slice(0, 5).map((file) => `it holds ${file.path}`) });
  const stamp = stampOf(files);
  const names = counting.map((file) => file.path).sort();
  return {
    sha256: kind === 'source' ? digestOf({ kind, stamp }) : await contentDigest(kind, path, files, signal),
    files: names, ...(kind === 'files' || kind === 'source' ? {} : { drivers: await readDriverInfs(path, names, signal) }), size: files.reduce((sum, file) => sum + file.size, 0), stamp,
  };
}

/** The three kinds of driver folders are one: the same drivers for two images have one digest. */
async function contentDigest(kind: FolderKind, root: string, files: readonly TreeFile[], signal: AbortSignal | undefined): Promise<string> {
  const contents = await mapLimit(files, hashesAtOnce, async (file) => {
    const sha256 = await sha256File(file.hostPath, { signal });
    const now = await sizeAndTime(file.hostPath);
    if (now.size !== file.size || now.time !== file.time) throw inputError(kind, root, `changed while it was read: ${file.path}`, { advice: 'Wait until nothing writes to it any more.' });
    return [file.path, sha256];
  }, signal);
  contents.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return digestOf({ kind: kind === 'files' ? 'files' : 'drivers', contents });
}

function refuseStrange(kind: FolderKind, root: string, { files, folders, strange }: TreeListing): void {
  if (strange.length > 0) {
    throw inputError(kind, root, 'holds links that lead out of it or to a folder, or things that are no files.', {
      details: strange.slice(0, 10), advice: 'Put copies of the files into the folder.',
    });
  }
  const winre = kind === 'files' ? files.find((file) => foldCase(file.path) === foldCase(winrePath)) : undefined;
  if (winre !== undefined) {
    throw inputError(kind, root, `holds ${winre.path}, but the recovery image is serviced and put back last.`, {
      advice: 'Leave it out; drivers go into WinRE with --winre-drivers. A WinRE of your own belongs into install.wim before the run, so that it is serviced too.',
    });
  }
  const known = new Map<string, string>();
  for (const path of [...folders, ...files.map((file) => file.path)]) {
    const problem = windowsNameProblem(path.slice(path.lastIndexOf('/') + 1));
    if (problem !== undefined) throw inputError(kind, root, `holds a name that Windows cannot have: ${path} (${problem})`);
    const other = known.get(foldCase(path));
    if (other !== undefined) throw inputError(kind, root, 'holds two names that are one to Windows.', { details: [other, path] });
    known.set(foldCase(path), path);
  }
}
