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

/** Paths of several inputs, each looked at as by {@link inputOf}. */
export async function inputPaths(context: RunContext, digests: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  for (const digest of digests) paths.push((await inputOf(context, digest)).path);
  return paths;
}
