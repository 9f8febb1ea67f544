import { lstat, readdir } from 'node:fs/promises';
import { join, posix, resolve, win32 } from 'node:path';
import { ServicingError } from '../schema/errors.js';
import { errnoOf, toFileError } from './file-error.js';
import type { QuickLooks } from './quick-looks.js';

declare const kind: unique symbol;
/** Absolute path on this computer, in its own notation; only in the request and at execution. */
export type HostPath = string & { readonly [kind]: 'host' };
/** Path below the media root: relative, `/`, case kept, matched without case. */
export type MediaPath = string & { readonly [kind]: 'media' };
/** Path below an image's root: relative, `/`, case kept, matched without case. */
export type ImagePath = string & { readonly [kind]: 'image' };

/** Makes a path absolute against the working directory. */
export function hostPath(path: string): HostPath {
  return resolve(path) as HostPath;
}

/** Checks a path below the media root, see {@link normalizeRelative}. */
export function mediaPath(path: string): MediaPath {
  return normalizeRelative(path) as MediaPath;
}

/** Checks a path below an image's root, see {@link normalizeRelative}; a leading separator is the image's root. */
export function imagePath(path: string): ImagePath {
  return normalizeRelative(path.replace(/^[\\/]+/u, '')) as ImagePath;
}

/**
 * Turns `\` into `/` and drops empty and `.` segments.
 * @throws ServicingError `usage` for a path that is empty, absolute, has a drive or stream (`:`), a NUL or a `..` segment.
 */
export function normalizeRelative(path: string): string {
  if (path.includes('\0') || path.includes(':') || /^[\\/]/u.test(path)) throw refused(path, 'is not a relative path');
  const segments = path.split(/[\\/]/u).filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) throw refused(path, 'leads out of its root');
  if (segments.length === 0) throw refused(path, 'is empty');
  return segments.join('/');
}

function refused(path: string, why: string): ServicingError {
  return new ServicingError('usage', `The path ${JSON.stringify(path)} ${why}.`);
}

/**
 * The form in which two names are the same to Windows: upper case, one UTF-16 unit to one, as NTFS and WIM compare them
 * (so `ß` stays, where full case mapping would give `SS`).
 */
export function foldCase(name: string): string {
  const upper = name.toUpperCase();
  if (upper.length === name.length) return upper;
  return Array.from(name, (unit) => (unit.toUpperCase().length === unit.length ? unit.toUpperCase() : unit)).join('');
}

/** Whether two names or relative paths are the same to Windows. */
export function sameName(a: string, b: string): boolean {
  return a === b || foldCase(a) === foldCase(b);
}

/**
 * Finds `relative` below `root`, names matched without case; an exact match wins over one that differs in case.
 * @param looks kept by who finds many in a place that answers at once; without them a disk that hangs holds nobody up
 * @returns the absolute host path in the case found on disk, or undefined when it does not exist
 * @throws ServicingError `usage` for a path that leaves the root, `permission` where a folder cannot be listed
 */
export async function resolveNoCase(root: string, relative: string, looks?: QuickLooks): Promise<string | undefined> {
  let current = root;
  for (const segment of normalizeRelative(relative).split('/')) {
    const name = await findName(looks, current, segment);
    if (name === undefined) return undefined;
    current = join(current, name);
  }
  return current;
}

async function findName(looks: QuickLooks | undefined, folder: string, wanted: string): Promise<string | undefined> {
  // On a file system without case an exact lstat would succeed and hide the case on disk; listing is right everywhere.
  let names: string[];
  try {
    names = looks === undefined ? await readdir(folder) : (await looks.list(folder)).map((item) => item.name);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw toFileError(error, 'list', folder);
  }
  if (names.includes(wanted)) return wanted;
  const folded = foldCase(wanted);
  return names.find((name) => foldCase(name) === folded);
}

/**
 * Whether `path` is `root` or lies below it; both are made absolute, links are not followed. On Windows case does not
 * count, nor which separator is written.
 * @param platform for tests
 */
export function isInside(path: string, root: string, platform: NodeJS.Platform = process.platform): boolean {
  const windows = platform === 'win32';
  const flavour = windows ? win32 : posix;
  const [inner = '', outer = ''] = [path, root].map((each) => (windows ? foldCase(flavour.resolve(each)) : flavour.resolve(each)));
  return inner === outer || inner.startsWith(outer.endsWith(flavour.sep) ? outer : outer + flavour.sep);
}

/** Whether something is at `path`; a link counts even when it leads nowhere. */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw toFileError(error, 'look at', path);
  }
}
