import { join } from 'node:path';
import { sha1File } from '../files/hash.js';
import { resolveNoCase } from '../files/paths.js';
import { openWim } from '../media/wim-file.js';
import type { MediaInfo } from '../schema/media.js';
import type { Check } from '../schema/result.js';
import type { VerifyInput } from './verify-media.js';

/** Setup fails where the setup.exe of the media and that of the booted Setup image differ. */
export async function checkSetup({ finished, plan, signal }: VerifyInput, after: MediaInfo): Promise<Check[]> {
  const files = plan.steps.flatMap((step) => (step.do.action === 'collect-file' ? [{ target: step.target, ...step.do }] : []));
  if (files.length === 0) return [];
  const wim = await openWim(join(finished, after.boot.path));
  try {
    const checks: Check[] = [];
    for (const { from, to, target } of files) {
      const tree = await wim.readMetadata(Number(target.slice('boot:'.length)), { signal });
      const inside = tree.find(from)?.sha1;
      const path = await resolveNoCase(finished, to);
      const outside = path === undefined ? undefined : await sha1File(path, { signal });
      checks.push({
        id: `setup-${to}`, title: `${to} is the same on the media and in the Setup image`, ok: inside !== undefined && inside === outside,
        evidence: `media ${outside ?? 'missing'}, ${target} ${inside ?? 'missing'} (SHA-1)`,
      });
    }
    return checks;
  } finally {
    await wim.close();
  }
}
