import type { Condition } from '../../schema/plan.js';
import { ServicingError } from '../../schema/errors.js';
import { capabilityState } from './capabilities.js';
import type { WithDism } from './capabilities.js';

type EditCondition = Extract<Condition, { kind: 'feature-unless' | 'capability-unless' }>;

/** Answers the conditions of edits on a mount: undefined = go on, else why there is nothing to do. */
export async function reasonForEdit(mount: string, when: EditCondition, dism: WithDism, warn: (message: string) => void): Promise<string | undefined> {
  if (when.kind === 'capability-unless') {
    const found = await capabilityState(dism, mount, when.capability);
    return found !== undefined && when.states.includes(found.state) ? `${found.name} is ${found.state} already` : undefined;
  }
  const state = await featureStateOf(dism, mount, when.feature);
  if (state !== undefined) return when.states.includes(state) ? `${when.feature} is ${state} already` : undefined;
  // To enable what the image does not know is DISM's error to make; to disable it is done already, or a slip of the pen.
  if (!when.states.includes('Disabled')) return undefined;
  warn(`The image has no feature ${when.feature}; nothing was disabled`);
  return `${when.feature} is no feature of this image`;
}

/** State of a feature; undefined where the image does not know it (CBS_E_INVALID_FEATURE). */
export async function featureStateOf(dism: WithDism, mount: string, feature: string): Promise<string | undefined> {
  try {
    return (await dism((client) => client.getFeature(mount, feature))).State;
  } catch (error) {
    if (error instanceof ServicingError && error.hresult === '0x800f080c') return undefined;
    throw error;
  }
}
