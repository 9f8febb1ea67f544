import { join } from 'node:path';
import { callCabTool } from '../files/cab-tool.js';
import { sha256File } from '../files/hash.js';
import { makeFolder } from '../files/make-folder.js';
import { foldCase, resolveNoCase } from '../files/paths.js';
import { removeTree } from '../files/remove-tree.js';
import { walk } from '../files/walk.js';
import type { Check } from '../schema/result.js';
import type { VerifyInput } from './verify-media.js';

/**
 * Every file of a Setup Dynamic Update is on the media as the update has it, but for those that the plan takes from an
 * image afterwards: they are compared with the image.
 */
export async function checkSetupUpdate({ finished, plan, updates, changedFiles, scratch, signal }: VerifyInput): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { do: action } of plan.steps) {
    if (action.action !== 'expand-update') continue;
    const cabinet = updates.get(action.update);
    if (cabinet === undefined) throw new Error(`Verification has no path of ${action.file}`);
    const folder = join(scratch, 'verify-setup-update');
    await makeFolder(folder);
    await callCabTool(cabinet, '*', folder, signal);
    const fromUpdate = `from ${action.file}`;
    const replaced = new Set(changedFiles.filter((file) => file.reason !== fromUpdate).map((file) => foldCase(file.path)));
    let count = 0;
    const wrong: string[] = [];
    for await (const entry of walk(folder, { signal })) {
      const place = `${action.to}/${entry.path}`;
      if (entry.kind !== 'file' || replaced.has(foldCase(place))) continue;
      count += 1;
      const path = await resolveNoCase(finished, place);
      if (path === undefined || await sha256File(path, { signal }) !== await sha256File(entry.hostPath, { signal })) wrong.push(place);
    }
    await removeTree(folder);
    checks.push({
      id: 'setup-update', title: `Files of ${action.file} on the media`, ok: wrong.length === 0 && count > 0,
      evidence: wrong.length === 0 ? `${count} files as in the update, ${replaced.size} files of the media come from images` : `not as in the update: ${wrong.join(', ')}`,
    });
  }
  return checks;
}
