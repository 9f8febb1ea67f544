import { setTimeout as sleep } from 'node:timers/promises';
import type { DismClient } from '../dism/client.js';
import type { MountedImage } from '../dism/objects.js';
import { cancelledError } from '../files/cancel.js';
import { openWim } from '../media/wim-file.js';
import { ServicingError } from '../schema/errors.js';

/** Something still uses the mount (an open file, a virus scanner, another DISM session): to be tried again. */
export const inUse: ReadonlySet<string> = new Set(['0xc1420112', '0xc1420117', '0xc1420118', '0xc1420125', '0xc0040007', '0xc004000a', '0xc15101fd', '0x80070020']);
/** "Cannot be committed … the commit probably succeeded": what a second save after a half-done dismount ends with. */
const halfDismounted = '0xc142011d';
/** The image has to be remounted before anything else. */
const needsRemount = '0xc1510114';
/** Nothing is mounted in the folder. */
const notMounted = '0xc142011c';

/** Seconds before each further try: some five minutes, which is little beside the hours that a save holds. */
const saveDelays = [5, 10, 20, 30, 60, 60, 60, 60];
const discardDelays = [2, 5, 10, 20, 30];

/** A way to DISM that leases a session for one call. */
export type LeaseDism = <T>(work: (client: DismClient) => Promise<T>) => Promise<T>;

export interface DismountOptions {
  /** Ends the waiting; a call that runs is ended by its own signal. */
  readonly signal?: AbortSignal | undefined;
  readonly warn?: ((message: string) => void) | undefined;
  /** For tests; the default waits. */
  readonly wait?: ((seconds: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

/**
 * Saves a mounted image and dismounts it. A file that somebody holds open in the mount must not cost the work: DISM
 * may then have saved already and only fails to dismount, so this waits and tries again, looks into the WIM whether the
 * save arrived, and from then on only discards what is left of the mount.
 * @throws ServicingError as DismClient; `servicing` with 0xc142011d when the WIM shows that nothing was saved
 */
export async function saveAndDismount(dism: LeaseDism, mount: { path: string; wim: string }, options: DismountOptions = {}): Promise<string[]> {
  const before = await contentMark(mount.wim);
  let tries = 0;
  let saved = false;
  const hasArrived = async (): Promise<boolean> => {
    const now = await contentMark(mount.wim);
    return before !== undefined && now !== undefined && now !== before;
  };
  await patiently(saveDelays, mount.path, options, async () => {
    tries += 1;
    try {
      await dism((client) => client.dismountImage({ path: mount.path, save: !saved }));
    } catch (error) {
      const code = codeOf(error);
      saved ||= tries > 1 || inUse.has(code) ? await hasArrived() : false;
      if (code === notMounted && saved) return;
      if (code !== halfDismounted || tries === 1) throw error;
      // Without a look into the WIM Windows' own word counts; the finished media is checked anyway.
      if (!saved && before !== undefined) throw error;
      saved = true;
      await dism((client) => client.dismountImage({ path: mount.path, save: false }));
    }
  });
  return tries === 1 ? [] : [`dismounted at the ${ordinal(tries)} try: files in the mount were in use`];
}

/** Dismounts an image without saving, with patience for whoever still uses the mount. One that is gone is fine. */
export async function discardMount(dism: LeaseDism, path: string, options: DismountOptions = {}): Promise<void> {
  await patiently(discardDelays, path, options, async () => {
    try {
      await dism((client) => client.dismountImage({ path, save: false }));
    } catch (error) {
      if (codeOf(error) !== notMounted) throw error;
    }
  });
}

/**
 * Discards what DISM lists as mounted, whatever its status: a save that was cut off, and a restart of the computer, leave
 * a mount that has to be remounted before it can go.
 * @throws as {@link discardMount}
 */
export async function discardListed(client: DismClient, mount: Pick<MountedImage, 'Path' | 'MountStatus'>): Promise<void> {
  const discard = (): Promise<void> => discardMount((work) => work(client), mount.Path);
  // One that cannot be brought back can often still be discarded.
  const remount = (): Promise<void> => client.remountImage(mount.Path).catch(() => undefined);
  if (mount.MountStatus === 'NeedsRemount') await remount();
  try {
    await discard();
  } catch (error) {
    // What served the mount may have ended since the list was made.
    if (codeOf(error) !== needsRemount) throw error;
    await remount();
    await discard();
  }
}

async function patiently(delays: readonly number[], path: string, options: DismountOptions, work: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await work();
      return;
    } catch (error) {
      const delay = delays[tries];
      if (!inUse.has(codeOf(error)) || delay === undefined) throw error;
      if (tries === 0) options.warn?.(`${path} is in use and could not be dismounted (${codeOf(error)}); trying again. Close what is open in it, a virus scanner or Explorer for example.`);
      await (options.wait ?? waitSeconds)(delay, options.signal);
    }
  }
}

async function waitSeconds(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(seconds * 1000, undefined, { signal });
  } catch (error) {
    throw signal === undefined ? error : cancelledError(signal);
  }
}

function codeOf(error: unknown): string {
  return error instanceof ServicingError ? error.hresult ?? '' : '';
}

/** Changes when an image of the WIM is saved; undefined where the WIM cannot be read while it is mounted. */
async function contentMark(wim: string): Promise<string | undefined> {
  try {
    const file = await openWim(wim);
    try {
      return JSON.stringify(file.images.map((image) => [file.metadataBlob(image.index)?.sha1, image.content]));
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

function ordinal(count: number): string {
  return count === 2 ? 'second' : count === 3 ? 'third' : `${count}th`;
}
