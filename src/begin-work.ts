import type { OpenRun } from './open-run.js';
import { checkSession } from './preflight/check-session.js';
import { recoverEarlierRuns } from './run/recover.js';

/**
 * What comes before the first step, of a whole run and of one target alike: mounts of earlier runs of the workspace go, and
 * what only a session can tell of this computer is checked. Concerns are warnings of the run.
 * @throws ServicingError as recoverEarlierRuns and checkSession
 */
export async function beginWork({ context, host }: OpenRun): Promise<void> {
  const { plan, workspace, events, pool, signal } = context;
  events.emit({ type: 'phase', phase: 'preflight' });
  await recoverEarlierRuns(context);
  const concerns = await checkSession({
    pool, host, build: plan.media.build, signal, logPath: workspace.stepLog(0, 'preflight'), scratchDirectory: workspace.stepScratch('preflight'),
    mountsAtOnce: context.parallel, mountFolders: plan.targets.map((target) => workspace.target(target.id).mount),
  });
  for (const message of concerns) events.emit({ type: 'warning', message });
  events.emit({ type: 'phase', phase: 'run' });
}
