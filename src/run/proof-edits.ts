import { architectureSchema } from '../schema/common.js';
import type { Expectation } from '../schema/plan.js';
import type { RunContext, RunningStep } from './context.js';
import { mountOf } from './context.js';
import { capabilityState, presentApps, presentCapabilities } from './edits/capabilities.js';
import type { WithDism } from './edits/capabilities.js';
import { missingDrivers, sortInfs } from './edits/drivers.js';
import { featureStateOf } from './edits/edit-conditions.js';
import { missingFiles } from './edits/lay-files.js';
import { missingSettings } from './edits/registry.js';
import { inputOf } from './input-path.js';
import { unproven } from './proof.js';

/**
 * Checks on the mount what drivers, capabilities, features, apps, files and settings promise.
 * @returns what was seen, one line a fact
 * @throws ServicingError `proof`; `input-invalid` where an input has changed meanwhile
 */
export async function checkEdits(context: RunContext, running: RunningStep, expects: Expectation, dism: WithDism): Promise<string[]> {
  const mount = mountOf(context, running.step.target);
  const facts: string[] = [];
  if (expects.featureOff !== undefined) {
    const state = await featureStateOf(dism, mount, expects.featureOff);
    if (state === 'Enabled' || state === 'EnablePending') throw unproven(`The feature ${expects.featureOff} is ${state}`, 'expected: disabled');
    facts.push(`feature ${expects.featureOff}: ${state ?? 'none'}`);
  }
  if (expects.capability !== undefined) {
    const { name, states } = expects.capability;
    const found = await capabilityState(dism, mount, name);
    if (found === undefined || !states.includes(found.state)) throw unproven(`the capability ${name} is ${found?.state ?? 'not in the image'}`, `expected: ${states.join(' or ')}`);
    facts.push(`${found.name}: ${found.state}`);
  }
  if (expects.absent !== undefined) {
    const { kind, pattern } = expects.absent;
    const left = await (kind === 'apps' ? presentApps : presentCapabilities)(dism, mount, pattern);
    if (left.length > 0) throw unproven(`the image still has ${left.join(', ')}`, `expected: nothing like ${pattern}`);
    facts.push(`nothing like ${pattern}`);
  }
  if (expects.holds !== undefined) facts.push(await checkContent(context, mount, expects.holds, dism));
  return facts;
}

async function checkContent(context: RunContext, mount: string, holds: NonNullable<Expectation['holds']>, dism: WithDism): Promise<string> {
  const input = await inputOf(context, holds.input);
  switch (holds.kind) {
    case 'drivers': {
      const { applying } = await sortInfs(input, architectureSchema.parse(context.plan.media.architecture));
      nothingMissing(await missingDrivers(dism, mount, applying), 'not among the drivers of the image');
      return `${applying.length} drivers are in the image`;
    }
    case 'files':
      nothingMissing(await missingFiles(mount, input, context.signal), 'not in the image as they were given');
      return `${input.files.length} files compared by SHA-256`;
    case 'registry':
      nothingMissing(await missingSettings(mount, input), 'to be read from the registry hives of the image');
      return 'every setting read from the hives';
  }
}

function nothingMissing(missing: readonly string[], what: string): void {
  const named = missing.slice(0, 5).join(', ');
  if (missing.length > 0) throw unproven(`${missing.length} of what it brings are ${what}: ${named}`, missing.length > 5 ? `${missing.length - 5} more` : 'expected: all of it');
}
