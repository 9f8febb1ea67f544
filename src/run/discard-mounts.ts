import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { DismClient } from '../dism/client.js';
import { isInside } from '../files/paths.js';
import { ServicingError, toServicingError } from '../schema/errors.js';
import type { RunContext } from './context.js';
import { discardMount } from './dismount.js';

/**
 * Discards what a failed run has mounted, the newest first, in a session of its own (the one that failed may be
 * poisoned) and although the run was cancelled. Only the run's own mount paths are touched.
 * @param primary the error that ended the run; it stays visible when cleaning up fails too
 * @throws ServicingError `cleanup` naming every mount that is left
 */
export async function discardMounts(context: RunContext, primary: unknown): Promise<void> {
  const left: string[] = [];
  for (const [target, path] of [...context.mounts].reverse()) {
    const scratchDirectory = join(context.workspace.scratch, `discard-${target.replace(':', '-')}`);
    const logPath = join(context.workspace.logs, 'dism', `discard-${target.replace(':', '-')}.log`);
    try {
      await mkdir(scratchDirectory, { recursive: true });
      await context.pool.use(async (session) => {
        const client = new DismClient(session, { logPath, scratchDirectory, timeouts: context.timeouts });
        if (await isMounted(client, path)) await discardMount((work) => work(client), path);
      });
      context.mounts.delete(target);
      context.events.emit({ type: 'mount-closed', target, path, saved: false });
    } catch (error) {
      left.push(`${path}: ${toServicingError(error).message} (log: ${logPath})`);
    }
  }
  if (left.length === 0) return;
  const cause = toServicingError(primary);
  throw new ServicingError('cleanup', `${cause.message}; and ${left.length === 1 ? 'a mount is' : 'mounts are'} left`, {
    hresult: cause.hresult, symbol: cause.symbol, target: cause.target, step: cause.step, logPath: cause.logPath,
    details: [...cause.details, ...left], cause,
    advice: `${cause.advice === undefined ? '' : `${cause.advice} `}Dismount what is left with Dismount-WindowsImage -Discard, then remove the run folder ${context.workspace.root}.`,
  });
}

async function isMounted(client: DismClient, path: string): Promise<boolean> {
  const own = await longPath(path);
  const mounted = await Promise.all((await client.getMountedImages()).map((image) => longPath(image.Path)));
  return mounted.some((other) => isInside(other, own) && isInside(own, other));
}

/** The folder's real name: DISM may know it by another case, a short name (8.3) or through a link. */
async function longPath(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
