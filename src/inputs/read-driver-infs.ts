import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { infAppliesTo, infFacts } from '../files/inf-file.js';
import { mapLimit } from '../files/map-limit.js';
import { architectureSchema } from '../schema/common.js';
import type { InputInfo } from '../schema/inputs.js';

const infsAtOnce = 4;

/** What the INFs of a driver folder say of themselves, in the order given. */
export async function readDriverInfs(folder: string, infs: readonly string[], signal: AbortSignal | undefined): Promise<NonNullable<InputInfo['drivers']>> {
  return mapLimit(infs, infsAtOnce, async (inf) => {
    const bytes = await readFile(join(folder, inf));
    return {
      inf, sha256: createHash('sha256').update(bytes).digest('hex'), ...infFacts(bytes),
      architectures: architectureSchema.options.filter((architecture) => infAppliesTo(bytes, architecture)),
    };
  }, signal);
}
