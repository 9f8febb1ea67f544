import { mkdir, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DismClient } from '../dism/client.js';
import type { MountedImage } from '../dism/objects.js';
import { isInside } from '../files/paths.js';
import { removeTree } from '../files/remove-tree.js';
import { ServicingError, toServicingError } from '../schema/errors.js';
import type { TargetId } from '../schema/plan.js';
import type { RunContext } from './context.js';
import { discardListed } from './dismount.js';

/**
 * Discards what a failed run has mounted, the newest first, in a session of its own (the one that failed may be
 * poisoned) and although the run was cancelled. Only the run's own mount paths are touched.
 * @param primary the error that ended the run; it stays visible when cleaning up fails too
 * @throws ServicingError `cleanup` naming every mount that is left
 */
export async function discardMounts(context: RunContext, primary: unknown): Promise<void> {
  const left: string[] = [];
  for (const [target, path] of [...context.mounts].reverse()) {
    await discardTarget(context, target).catch((error: unknown) => {
      left.push(`${path}: ${toServicingError(error).message} (log: ${discardPlaces(context, target).logPath})`);
    });
  }
  if (left.length === 0) return;
  const cause = toServicingError(primary);
  throw new ServicingError('cleanup', `${cause.message}; and ${left.length === 1 ? 'a mount is' : 'mounts are'} left`, {
    hresult: cause.hresult, symbol: cause.symbol, target: cause.target, step: cause.step, logPath: cause.logPath,
    details: [...cause.details, ...left], cause,
    advice: `${cause.advice === undefined ? '' : `${cause.advice} `}The same command again, or resume, discards what is left before it goes on; clean does only that.`,
  });
}

/**
 * Discards the mount of one target, if it has any, in a fresh session.
 * @throws what the Dism client throws; the mount is then still among the run's
 */
export async function discardTarget(context: RunContext, target: TargetId): Promise<void> {
  const path = context.mounts.get(target);
  if (path === undefined) return;
  await discardOne(context, path, discardPlaces(context, target)).catch(async (error: unknown) => {
    // A full disk is what may have ended the run: then the run folder has no room for a log and scratch files either.
    const folder = await mkdtemp(join(tmpdir(), 'offline-servicing-discard-'));
    await discardOne(context, path, { logPath: join(folder, 'dism.log'), scratchDirectory: folder }).catch(() => { throw error; }).finally(() => removeTree(folder));
  });
  context.mounts.delete(target);
  context.events.emitAtEnd({ type: 'mount-closed', target, path, saved: false });
}

function discardPlaces({ workspace }: RunContext, target: TargetId): { logPath: string; scratchDirectory: string } {
  const name = `discard-${target.replace(':', '-')}`;
  return { logPath: join(workspace.logs, 'dism', `${name}.log`), scratchDirectory: join(workspace.scratch, name) };
}

async function findMounted(client: DismClient, path: string): Promise<MountedImage | undefined> {
  const own = await longPath(path);
  for (const image of await client.getMountedImages()) {
    const other = await longPath(image.Path);
    if (isInside(other, own) && isInside(own, other)) return image;
  }
  return undefined;
}

/** The folder's real name: DISM may know it by another case, a short name (8.3) or through a link. */
async function longPath(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

async function discardOne(context: RunContext, path: string, places: { logPath: string; scratchDirectory: string }): Promise<void> {
  await mkdir(places.scratchDirectory, { recursive: true });
  await context.pool.useFresh(async (session) => {
    const client = new DismClient(session, { ...places, timeouts: context.timeouts });
    const mount = await findMounted(client, path);
    if (mount !== undefined) await discardListed(client, { ...mount, Path: path });
  });
}
