import { join } from 'node:path';
import { checkWimContents } from '../media/wim-contents.js';
import { openWim } from '../media/wim-file.js';
import { checkWimIntegrity } from '../media/wim-integrity.js';
import type { MediaInfo } from '../schema/media.js';
import type { Check } from '../schema/result.js';
import type { VerifyInput } from './verify-media.js';

/**
 * The finished WIMs are whole. Their bytes are what their integrity tables say (the exports were asked for one, but DISM
 * may leave it out), and every file in them can be unpacked and is what its SHA-1 says.
 */
export async function checkIntegrity({ finished, signal }: Pick<VerifyInput, 'finished' | 'signal'>, after: MediaInfo): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { path, parts } of [after.install, after.boot]) {
    const { hasTable, bytes, damaged } = await checkWimIntegrity(join(finished, path), { signal });
    const table = !hasTable ? 'no integrity table' : damaged.length === 0 ? `${bytes} bytes agree with the integrity table` : `damaged chunks: ${damaged.join(', ')}`;
    const contents = await contentsOf(join(finished, path), { parts: parts?.map((part) => join(finished, part)), signal });
    checks.push({ id: `integrity-${path}`, title: `${path}: integrity table and content`, ok: damaged.length === 0 && contents.ok, evidence: `${table}; ${contents.evidence}` });
  }
  return checks;
}

const shown = 10;

/** Whether everything in a WIM can be unpacked and is what its SHA-1 says. */
export async function contentsOf(path: string, options: { parts?: readonly string[] | undefined; signal: AbortSignal }): Promise<Pick<Check, 'ok' | 'evidence'>> {
  const wim = await openWim(path, { parts: options.parts });
  try {
    const { contents, bytes, damaged } = await checkWimContents(wim, { signal: options.signal });
    return {
      ok: damaged.length === 0,
      evidence: damaged.length === 0 ? `${contents} contents of ${bytes} bytes are what their SHA-1 says`
        : `damaged: ${damaged.slice(0, shown).join('; ')}${damaged.length > shown ? ` and ${damaged.length - shown} more` : ''}`,
    };
  } finally {
    await wim.close();
  }
}
