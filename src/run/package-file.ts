import { link, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { copyFileKeepingTimes } from '../files/copy-file.js';
import { exists } from '../files/paths.js';
import type { RunContext } from './context.js';

/**
 * The file to hand to Add-WindowsPackage. A bundle that is really an MSU but is called .cab is refused there with
 * 0x800f081e and taken under the name .msu, so it gets that name in the run folder.
 */
export async function packageFile(context: RunContext, sha256: string, file: string): Promise<string> {
  const update = context.updates.get(sha256);
  if (update === undefined) throw new Error(`The run has no file for update ${file}`);
  if (update.format === 'cab' || /\.msu$/iu.test(update.path)) return update.path;
  const folder = join(context.workspace.root, 'packages');
  const renamed = join(folder, `${update.file.replace(/\.[^.]*$/u, '')}.msu`);
  if (await exists(renamed)) return renamed;
  await mkdir(folder, { recursive: true });
  await link(update.path, renamed).catch(() => copyFileKeepingTimes(update.path, renamed));
  return renamed;
}
