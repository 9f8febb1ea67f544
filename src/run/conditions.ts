import type { DismClient } from '../dism/client.js';
import { ServicingError } from '../schema/errors.js';
import type { Condition } from '../schema/plan.js';
import type { RunContext, RunningStep } from './context.js';
import { mountOf } from './context.js';
import { reasonForEdit } from './edits/edit-conditions.js';

/** Answers a step's `when` on the mount; undefined = go on, else the reason for leaving the step out. */
export async function reasonToSkip(
  context: RunContext, running: RunningStep, when: Condition, dism: <T>(work: (client: DismClient) => Promise<T>) => Promise<T>,
): Promise<string | undefined> {
  switch (when.kind) {
    case 'feature-unless':
    case 'capability-unless':
      return reasonForEdit(mountOf(context, running.step.target), when, dism, (message) => {
        context.events.emit({ type: 'warning', message, target: running.step.target, step: running.step.id });
      });
    case 'step-ran':
      return context.results.get(when.step)?.status === 'done' ? undefined : `${when.step} was left out`;
    case 'feature-enabled': {
      const state = await featureState(mountOf(context, running.step.target), when.feature, dism);
      return state === 'Enabled' || state === 'EnablePending' ? undefined : `${when.feature} is ${state}, and was not asked for`;
    }
  }
}

async function featureState(mount: string, feature: string, dism: <T>(work: (client: DismClient) => Promise<T>) => Promise<T>): Promise<string> {
  try {
    return (await dism((client) => client.getFeature(mount, feature))).State;
  } catch (error) {
    // CBS_E_INVALID_FEATURE: the image has no such feature.
    if (error instanceof ServicingError && error.hresult === '0x800f080c') return 'not a feature of this image';
    throw error;
  }
}
