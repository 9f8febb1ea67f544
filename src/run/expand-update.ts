import { join } from 'node:path';
import { applyCollected } from '../files/copy-newer.js';
import { compareVersions } from '../files/newer-rule.js';
import { resolveNoCase } from '../files/paths.js';
import { readPeVersion } from '../files/pe-version.js';
import { walk } from '../files/walk.js';
import type { Action } from '../schema/plan.js';
import type { ActionTools } from './actions/tools.js';
import { offer } from './actions/tools.js';
import { updateOf } from './package-file.js';
import { unpackCabinet } from './unpack-update.js';

/**
 * Unpacks a Setup Dynamic Update over a folder of the media. All of its files are taken, as Microsoft's page does it;
 * one that is older than what the media has is told.
 */
export async function expandUpdate({ context, running, warn }: ActionTools, action: Extract<Action, { action: 'expand-update' }>): Promise<string[]> {
  const { signal, workspace } = context;
  const { target } = running.step;
  const update = await updateOf(context, action.update, action.file);
  const { files } = workspace.target(target);
  await unpackCabinet(update.path, join(files, action.to), signal);
  const paths: string[] = [];
  for await (const entry of walk(files, { signal })) {
    if (entry.kind !== 'file') continue;
    paths.push(entry.path);
    const present = await resolveNoCase(workspace.media, entry.path);
    if (present === undefined) continue;
    const [newVersion, oldVersion] = [await readPeVersion(entry.hostPath), await readPeVersion(present)];
    if (newVersion !== undefined && oldVersion !== undefined && compareVersions(newVersion, oldVersion) < 0) {
      warn(`${entry.path}: version ${newVersion} of ${action.file} is lower than ${oldVersion} on the media`);
    }
  }
  await applyCollected(files, workspace.media, { signal, mayAdd: () => true });
  offer(context, target, paths.map((path) => ({ path, reason: `from ${action.file}`, adds: true })));
  return [`${paths.length} files`];
}
