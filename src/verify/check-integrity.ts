import { join } from 'node:path';
import { checkWimIntegrity } from '../media/wim-integrity.js';
import type { MediaInfo } from '../schema/media.js';
import type { Check } from '../schema/result.js';
import type { VerifyInput } from './verify-media.js';

/** The bytes of the finished WIMs are what their integrity tables say. The exports were asked for one, but DISM may leave it out. */
export async function checkIntegrity({ finished, signal }: Pick<VerifyInput, 'finished' | 'signal'>, after: MediaInfo): Promise<Check[]> {
  const checks: Check[] = [];
  for (const wim of [after.install, after.boot]) {
    const { hasTable, bytes, damaged } = await checkWimIntegrity(join(finished, wim.path), { signal });
    checks.push({
      id: `integrity-${wim.path}`, title: `${wim.path}: integrity table`, ok: damaged.length === 0,
      evidence: !hasTable ? 'the file has none: only its structure was checked' : damaged.length === 0 ? `${bytes} bytes agree with it` : `damaged chunks: ${damaged.join(', ')}`,
    });
  }
  return checks;
}
