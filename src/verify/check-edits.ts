import { capabilitiesLike, fullCapabilityName } from '../files/capability-name.js';
import { fitsPattern } from '../files/name-pattern.js';
import { readCapabilityStates, readProvisionedApps } from '../media/image-content.js';
import { softwareHivePath } from '../media/image-details.js';
import { readFeatureStates } from '../media/image-registry.js';
import type { InputInfo } from '../schema/inputs.js';
import type { MediaInfo } from '../schema/media.js';
import type { Step, Target } from '../schema/plan.js';
import type { Check } from '../schema/result.js';
import { missingDrivers, missingFiles, missingSettings } from './check-inputs.js';
import type { OpenImage } from './finished-content.js';
import { withFinishedImage } from './finished-content.js';
import type { VerifyInput } from './verify-media.js';

/** What else was changed in the images, read from their files and registry hives. */
export async function checkEdits(input: VerifyInput, after: MediaInfo): Promise<Check[]> {
  const checks: Check[] = [];
  for (const target of input.plan.targets) {
    const steps = input.plan.steps.filter((step) => step.target === target.id && isEdit(step));
    if (steps.length === 0) continue;
    const found = await withFinishedImage(input, after, target, async (image) => [...(await stateChecks(target, steps, image)), ...(await inputChecks(input, target, steps, image))]);
    checks.push(...(found ?? [{ id: `edits-${target.id}`, title: `${target.title}: what was changed`, ok: false, evidence: 'the finished media has no such image' }]));
  }
  return checks;
}

/** The actions whose results this file knows; .NET Framework 3.5 that was not asked for promises nothing. */
function isEdit({ expects, when, do: { action } }: Step): boolean {
  if (action === 'enable-feature') return when === undefined || when.kind === 'feature-unless';
  return expects?.featureOff !== undefined || expects?.capability !== undefined || expects?.absent !== undefined || expects?.holds !== undefined;
}

/** Features, capabilities and apps, from the SOFTWARE hive. */
async function stateChecks(target: Target, steps: readonly Step[], image: OpenImage): Promise<Check[]> {
  const asked = steps.filter((step) => step.expects !== undefined && step.expects.holds === undefined && !isUndone(step, steps));
  if (asked.length === 0) return [];
  const hive = await image.read(softwareHivePath);
  const states = { features: readFeatureStates(hive), capabilities: readCapabilityStates(hive), apps: readProvisionedApps(hive) };
  return asked.map((step) => ({ id: `edit-${step.id}`, title: `${target.title}: ${step.title}`, ...stateOf(step.expects ?? {}, states) }));
}

/** Whether a capability that was added is one that a later step takes out again. */
function isUndone({ expects }: Step, steps: readonly Step[]): boolean {
  const { capability } = expects ?? {};
  return capability !== undefined && steps.some(({ expects: other }) =>
    other?.absent?.kind === 'capabilities' && capabilitiesLike(other.absent.pattern, [capability.name]).length > 0);
}

interface ImageStates {
  readonly features: ReadonlyMap<string, string>;
  readonly capabilities: ReadonlyMap<string, string>;
  readonly apps: readonly string[];
}

function stateOf({ feature, featureOff, capability, absent }: NonNullable<Step['expects']>, { features, capabilities, apps }: ImageStates): Pick<Check, 'ok' | 'evidence'> {
  if (feature !== undefined) {
    const state = ignoringCase(features, feature.name) ?? 'none';
    return { ok: feature.states.includes(state), evidence: `feature ${feature.name}: ${state}` };
  }
  if (featureOff !== undefined) {
    const state = ignoringCase(features, featureOff) ?? 'none';
    return { ok: state !== 'Enabled' && state !== 'EnablePending', evidence: `feature ${featureOff}: ${state}` };
  }
  if (capability !== undefined) {
    const name = fullCapabilityName(capability.name, [...capabilities.keys()]);
    const state = name === undefined ? 'not in the image' : capabilities.get(name) ?? 'unknown';
    return { ok: capability.states.includes(state), evidence: `${name ?? capability.name}: ${state}` };
  }
  const { kind, pattern } = absent ?? { kind: 'apps', pattern: '' };
  const left = kind === 'capabilities' ? capabilitiesLike(pattern, [...capabilities.keys()]) : apps.filter((name) => fitsPattern(name.split('_')[0] ?? name, pattern) || fitsPattern(name, pattern));
  return { ok: left.length === 0, evidence: left.length === 0 ? `nothing like ${pattern}` : `still there: ${left.join(', ')}` };
}

function ignoringCase(map: ReadonlyMap<string, string>, name: string): string | undefined {
  return map.get(name) ?? [...map].find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1];
}

/** Drivers, files and settings, by the content of the inputs. */
async function inputChecks(input: VerifyInput, target: Target, steps: readonly Step[], image: OpenImage): Promise<Check[]> {
  const checks: Check[] = [];
  const kinds = [
    { kind: 'drivers', title: 'drivers', missing: missingDrivers }, { kind: 'files', title: 'files laid over it', missing: missingFiles },
    { kind: 'registry', title: 'registry settings', missing: missingSettings },
  ] as const;
  for (const { kind, title, missing } of kinds) {
    const inputs = steps.flatMap((step) => (step.expects?.holds?.kind === kind ? [known(input, step.expects.holds.input)] : []));
    if (inputs.length === 0) continue;
    const settings = steps.flatMap((step) => (step.expects?.holds?.kind === 'registry' ? [known(input, step.expects.holds.input)] : []));
    const lacking = await missing({ image, inputs, settings, architecture: input.plan.media.architecture, signal: input.signal });
    checks.push({
      id: `${kind}-${target.id}`, title: `${target.title}: ${title}`, ok: lacking.length === 0,
      evidence: lacking.length === 0 ? inputs.map((entry) => `${entry.name}: all there`).join('; ') : `missing: ${lacking.slice(0, 10).join('; ')}`,
    });
  }
  return checks;
}

function known({ inputs }: VerifyInput, sha256: string): InputInfo {
  const found = inputs.find((entry) => entry.sha256 === sha256);
  if (found === undefined) throw new Error(`The plan names an input ${sha256} that is not at hand`);
  return found;
}
