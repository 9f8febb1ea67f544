import { DismClient } from '../dism/client.js';
import { isInside } from '../files/paths.js';
import type { Check } from '../schema/result.js';
import type { RunContext } from './context.js';

/** Asks DISM, and not the run, whether anything is still mounted below the run's folder. */
export async function checkMountsLeft({ workspace, pool, signal, timeouts }: RunContext): Promise<Check> {
  const listed = await pool.use((session) => new DismClient(session, {
    logPath: workspace.stepLog(0, 'mounts'), scratchDirectory: workspace.scratch, signal, timeouts,
  }).getMountedImages(), signal);
  const own = listed.filter((mount) => isInside(mount.Path, workspace.root));
  return {
    id: 'mounts', title: 'No mount of the run is left', ok: own.length === 0,
    evidence: own.length > 0 ? own.map((mount) => `${mount.Path} (${mount.MountStatus})`).join('; ') : `Get-WindowsImage -Mounted: ${listed.length} on this computer, none below ${workspace.root}`,
  };
}
