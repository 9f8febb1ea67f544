import { sha1File } from '../files/hash.js';
import { foldCase } from '../files/paths.js';
import { walk } from '../files/walk.js';
import type { WimTree } from '../media/wim-metadata.js';
import type { Action } from '../schema/plan.js';
import type { Check } from '../schema/result.js';

type CollectByName = Extract<Action, { action: 'collect-by-name' }>;

/** Every file of the media with one of the names is the file of the serviced boot image. */
export async function checkByName(finished: string, image: WimTree, { from, names }: CollectByName, signal: AbortSignal): Promise<Check> {
  const wanted = new Set(names.map(foldCase));
  const inside = image.find(from)?.sha1;
  const seen: string[] = [];
  const different: string[] = [];
  for await (const entry of walk(finished, { signal })) {
    if (entry.kind !== 'file' || !wanted.has(foldCase(entry.path.slice(entry.path.lastIndexOf('/') + 1)))) continue;
    seen.push(entry.path);
    if (await sha1File(entry.hostPath, { signal }) !== inside) different.push(entry.path);
  }
  return {
    id: `boot-${from}`, title: `${names.join(', ')} of the media come from the serviced boot image`,
    ok: inside !== undefined && different.length === 0,
    evidence: inside === undefined ? `the boot image has no ${from}` : different.length > 0 ? `not the same: ${different.join(', ')}`
      : `${seen.join(', ') || 'the media has none'}: ${inside} (SHA-1)`,
  };
}
