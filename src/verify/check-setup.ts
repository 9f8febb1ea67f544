import { join } from 'node:path';
import { sha1File } from '../files/hash.js';
import { resolveNoCase } from '../files/paths.js';
import { openWim } from '../media/wim-file.js';
import type { WimTree } from '../media/wim-metadata.js';
import type { MediaInfo } from '../schema/media.js';
import type { Action } from '../schema/plan.js';
import type { Check } from '../schema/result.js';
import { checkByName } from './check-boot-files.js';
import type { VerifyInput } from './verify-media.js';

/** Setup fails where its programs on the media differ from those of the booted image; so does the start with boot files. */
export async function checkSetup({ finished, plan, signal }: VerifyInput, after: MediaInfo): Promise<Check[]> {
  const steps = plan.steps.filter((step) => step.target.startsWith('boot:') && (step.do.action === 'collect-file' || step.do.action === 'collect-by-name'));
  if (steps.length === 0) return [];
  const wim = await openWim(join(finished, after.boot.path));
  const trees = new Map<number, WimTree>();
  try {
    const checks: Check[] = [];
    for (const { target, do: action } of steps) {
      const index = Number(target.slice('boot:'.length));
      const tree = trees.get(index) ?? (await wim.readMetadata(index, { signal }));
      trees.set(index, tree);
      if (action.action === 'collect-by-name') checks.push(await checkByName(finished, tree, action, signal));
      else if (action.action === 'collect-file') checks.push(...(await checkFile(finished, tree, target, action, signal)));
    }
    return checks;
  } finally {
    await wim.close();
  }
}

async function checkFile(
  finished: string, tree: WimTree, target: string, { from, to, optional }: Extract<Action, { action: 'collect-file' }>, signal: AbortSignal,
): Promise<Check[]> {
  const inside = tree.find(from)?.sha1;
  if (inside === undefined && optional === true) return [];
  const path = await resolveNoCase(finished, to);
  const outside = path === undefined ? undefined : await sha1File(path, { signal });
  return [{
    id: `setup-${to}`, title: `${to} is the same on the media and in the Setup image`, ok: inside !== undefined && inside === outside,
    evidence: `media ${outside ?? 'missing'}, ${target} ${inside ?? 'missing'} (SHA-1)`,
  }];
}
