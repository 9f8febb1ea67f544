import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callCabTool } from '../files/cab-tool.js';
import { cancelledError } from '../files/cancel.js';
import { mapLimit } from '../files/map-limit.js';
import { ServicingError } from '../schema/errors.js';
import type { InputInfo } from '../schema/inputs.js';
import { parseMum } from './mum.js';
import { formatIdentity } from './package-identity.js';

const cabinetsAtOnce = 4;

/**
 * Reads the manifests of some package cabinets of source folders. Only that member is unpacked: DISM checks the rest when
 * it adds the package.
 * @param wanted cabinets by the folder that holds them; `path` is relative with `/`
 * @returns the inputs, those folders with the identities of these cabinets
 * @throws ServicingError `input-invalid` for what is no package cabinet, `preflight` without a tool for cabinets, `cancelled`
 */
export async function readIdentities(
  inputs: readonly InputInfo[], wanted: readonly { input: InputInfo; path: string }[], options: { signal?: AbortSignal | undefined } = {},
): Promise<InputInfo[]> {
  if (wanted.length === 0) return [...inputs];
  const scratch = await mkdtemp(join(tmpdir(), 'osi-'));
  try {
    const read = await mapLimit(wanted, cabinetsAtOnce, async ({ input, path }, at) => (
      { input, path, identity: await readIdentity(input, path, join(scratch, String(at)), options.signal) }
    ), options.signal);
    return inputs.map((input) => {
      const own = read.filter((entry) => entry.input === input).map(({ path, identity }) => [path, identity]);
      return own.length === 0 ? input : { ...input, identities: Object.fromEntries(own) as Record<string, string> };
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function readIdentity(input: InputInfo, path: string, folder: string, signal: AbortSignal | undefined): Promise<string> {
  const cabinet = join(input.path, path);
  try {
    await mkdir(folder);
    await callCabTool(cabinet, 'update.mum', folder, signal);
    const [manifest] = await readdir(folder);
    if (manifest === undefined) throw new Error('it has no update.mum');
    return formatIdentity(parseMum(await readFile(join(folder, manifest))).identity);
  } catch (error) {
    if (signal?.aborted === true) throw cancelledError(signal);
    if (error instanceof ServicingError) throw error;
    throw new ServicingError('input-invalid', `${path} in ${input.name} is no package that DISM could add: ${error instanceof Error ? error.message : String(error)}`, {
      details: [`File: ${cabinet}`], advice: 'Copy the file from the languages and features media again.', cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
