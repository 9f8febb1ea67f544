import { link, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { copyFileKeepingTimes } from '../files/copy-file.js';
import { exists } from '../files/paths.js';
import type { Action, TargetId } from '../schema/plan.js';
import type { UpdateInfo } from '../schema/update.js';
import type { RunContext } from './context.js';
import { takeMember } from './unpack-update.js';

type AddPackage = Extract<Action, { action: 'add-package' }>;

/**
 * The file to hand to Add-WindowsPackage: the update itself; under another name where DISM would refuse that; its
 * servicing stack cabinet; or, with checkpoints, a hard link in a folder that holds nothing else, because DISM takes
 * checkpoints from the folder of the update, and stumbles over anything that does not belong to it. Each target has such
 * a folder of its own, because its steps never run at the same time.
 */
export async function packageFile(context: RunContext, target: TargetId, action: AddPackage): Promise<string> {
  const update = await updateOf(context, action.update, action.file);
  const folder = join(context.workspace.target(target).folder, 'packages');
  if (action.part === 'servicingStack') {
    const cabinet = update.servicingStack?.file;
    if (cabinet === undefined) throw new Error(`${update.file} holds no servicing stack`);
    return takeMember(update, cabinet, join(folder, 'parts'), context.signal);
  }
  if (action.beside !== undefined && action.beside.length > 0) {
    const together = join(folder, 'checkpoints');
    for (const { update: sha256, file } of action.beside) await stage(await updateOf(context, sha256, file), together);
    return stage(update, together);
  }
  // An update of this form looks for checkpoints in its folder, where other updates make DISM fail.
  const alone = update.format === 'msu-wim' || stagedName(update) !== update.file;
  return alone ? stage(update, join(folder, update.sha256.slice(0, 8))) : update.path;
}

/**
 * The update that an action names, looked at once more: hours may lie between the scan and its use.
 * @throws ServicingError `update-missing`, `update-invalid`; Error when the run has no such update, which is a bug
 */
export async function updateOf(context: RunContext, sha256: string, file: string): Promise<UpdateInfo> {
  const update = context.updates.get(sha256);
  if (update === undefined) throw new Error(`The run has no file for update ${file}`);
  await context.confirmUpdate(update);
  return update;
}

/** A hard link to the update, or a copy where links do not reach. */
async function stage(update: UpdateInfo, folder: string): Promise<string> {
  const path = join(folder, stagedName(update));
  if (await exists(path)) return path;
  await mkdir(folder, { recursive: true });
  await link(update.path, path).catch(() => copyFileKeepingTimes(update.path, path));
  return path;
}

/** DISM goes by the extension: a bundle called .cab is refused with 0x800f081e and taken as .msu. */
function stagedName(update: UpdateInfo): string {
  if (update.stageAs !== undefined) return update.stageAs;
  return update.format === 'cab' || /\.msu$/iu.test(update.file) ? update.file : `${update.file.replace(/\.[^.]*$/u, '')}.msu`;
}
