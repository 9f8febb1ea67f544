import { readdir } from 'node:fs/promises';
import type { DismClient } from '../dism/client.js';
import { compareVersions } from '../files/newer-rule.js';
import { resolveNoCase } from '../files/paths.js';
import { readImageBuild, readServicingStack } from '../media/image-registry.js';
import { isAtLeast } from '../schema/build-family.js';
import { formatBuild } from '../schema/common.js';
import type { Build } from '../schema/common.js';
import { ServicingError } from '../schema/errors.js';
import type { Condition } from '../schema/plan.js';
import type { RunContext, RunningStep } from './context.js';
import { mountOf } from './context.js';
import { reasonForEdit } from './edits/edit-conditions.js';
import { reasonByIsoWriter } from './iso-output.js';
import { readSoftwareHive } from './software-hive.js';

type LeaseDism = <T>(work: (client: DismClient) => Promise<T>) => Promise<T>;

/** Answers a step's `when` on the mount; undefined = go on, else the reason for leaving the step out. */
export async function reasonToSkip(context: RunContext, running: RunningStep, when: Condition, dism: LeaseDism): Promise<string | undefined> {
  const mount = (): string => mountOf(context, running.step.target);
  switch (when.kind) {
    case 'feature-unless':
    case 'capability-unless':
      return reasonForEdit(mountOf(context, running.step.target), when, dism, (message) => {
        context.events.emit({ type: 'warning', message, target: running.step.target, step: running.step.id });
      });
    case 'step-ran':
      return ran(context, when.step) ? undefined : `${when.step} was left out`;
    case 'reapply-needed': {
      if (!ran(context, when.step)) return `${when.step} was left out`;
      return (await hasEntries(mount(), when.folder)) ? `the image keeps the update's manifests in ${when.folder}: what came later has its newest files already` : undefined;
    }
    case 'feature-enabled': {
      const state = await featureState(mount(), when.feature, dism);
      return state === 'Enabled' || state === 'EnablePending' ? undefined : `${when.feature} is ${state}, and was not asked for`;
    }
    case 'servicing-stack-below': {
      const hive = await readSoftwareHive(mount());
      const stack = hive === undefined ? undefined : readServicingStack(hive);
      return stack !== undefined && compareVersions(stack, when.version) >= 0 ? `the image has servicing stack ${stack} already` : undefined;
    }
    case 'too-large-for-iso':
      return reasonByIsoWriter(context, when.file);
    case 'build-below':
      return reasonByBuild(mount(), when.build);
    case 'package-below':
    case 'package-absent': {
      const present = await presentPackage(mount(), when, dism);
      return present === undefined ? undefined : `the image has ${present} already`;
    }
  }
}

function ran(context: RunContext, step: string): boolean {
  return context.results.get(step)?.status === 'done';
}

async function reasonByBuild(mount: string, wanted: Build): Promise<string | undefined> {
  const hive = await readSoftwareHive(mount);
  if (hive === undefined) return undefined;
  const { build, ubr } = readImageBuild(hive);
  return isAtLeast({ build, ubr }, wanted) ? `the image is at build ${formatBuild({ build, ubr })} already` : undefined;
}

/** A package of the same name and language that counts as present: in whatever version, or only in a later one. */
async function presentPackage(mount: string, when: { kind: 'package-below' | 'package-absent'; identity: string }, dism: LeaseDism): Promise<string | undefined> {
  const wanted = splitIdentity(when.identity);
  const packages = await dism((client) => client.getPackages(mount));
  return packages.find(({ PackageName, PackageState }) => {
    const seen = splitIdentity(PackageName);
    return ['Installed', 'InstallPending'].includes(PackageState) && seen.name === wanted.name && seen.language === wanted.language
      && (when.kind === 'package-absent' || compareVersions(seen.version, wanted.version) >= 0);
  })?.PackageName;
}

/** Parts of `Name~token~architecture~language~version`, in lower case. */
function splitIdentity(identity: string): { name: string; language: string; version: string } {
  const [name = '', , , language = '', version = ''] = identity.toLowerCase().split('~');
  return { name, language, version };
}

async function hasEntries(mount: string, folder: string): Promise<boolean> {
  const path = await resolveNoCase(mount, folder);
  return path !== undefined && (await readdir(path)).length > 0;
}

async function featureState(mount: string, feature: string, dism: LeaseDism): Promise<string> {
  try {
    return (await dism((client) => client.getFeature(mount, feature))).State;
  } catch (error) {
    // CBS_E_INVALID_FEATURE: the image has no such feature.
    if (error instanceof ServicingError && error.hresult === '0x800f080c') return 'not a feature of this image';
    throw error;
  }
}
