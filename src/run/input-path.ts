import { dirname, join } from 'node:path';
import { currentStamp } from '../files/tree-stamp.js';
import { ServicingError } from '../schema/errors.js';
import type { InputInfo } from '../schema/inputs.js';
import type { RunContext } from './context.js';

/**
 * The input that an action names, looked at once more: names, sizes and times must be what they were when it was read.
 * @throws ServicingError `input-invalid`, `permission`, `cancelled`
 */
export async function inputOf(context: RunContext, sha256: string): Promise<InputInfo> {
  const input = context.inputs.get(sha256);
  if (input === undefined) throw new Error(`The run has no input ${sha256}`);
  const stamp = await currentStamp(input.path, { signal: context.signal });
  if (stamp === input.stamp) return input;
  throw new ServicingError('input-invalid', stamp === undefined ? `${input.path} is not there any more` : `${input.path} has changed since the plan was made`, {
    advice: 'Start again: the plan is made from what is there now.',
  });
}

/**
 * The folders of several sources, each looked at as by {@link inputOf}, that cabinets for Windows lie in: DISM looks
 * right in a folder, not below it, and people name the root of an ISO. Those of WinPE are no features of Windows.
 */
export async function sourceFolders(context: RunContext, digests: readonly string[]): Promise<string[]> {
  const folders = new Set<string>();
  for (const digest of digests) {
    const { path, files } = await inputOf(context, digest);
    for (const file of files) if (/\.cab$/iu.test(file) && !/winpe_ocs/iu.test(file)) folders.add(join(path, dirname(file)));
  }
  return [...folders];
}
