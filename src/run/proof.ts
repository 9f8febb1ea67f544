import type { DismClient } from '../dism/client.js';
import { compareVersions } from '../files/newer-rule.js';
import { resolveNoCase } from '../files/paths.js';
import { readPeVersion } from '../files/pe-version.js';
import { softwareHivePath } from '../media/image-details.js';
import { readImageBuild, readServicingStack } from '../media/image-registry.js';
import { buildFamily } from '../schema/build-family.js';
import { formatBuild } from '../schema/common.js';
import type { FileVersion } from '../schema/common.js';
import { ServicingError } from '../schema/errors.js';
import type { Expectation } from '../schema/plan.js';
import { readSoftwareHive } from './software-hive.js';

/**
 * Checks on the mount that a step did what it reported: a cumulative update without its servicing stack can report
 * success and change nothing.
 * @returns what was seen, one line a fact
 * @throws ServicingError `proof`
 */
export async function checkProof(mount: string, expects: Expectation, dism: <T>(work: (client: DismClient) => Promise<T>) => Promise<T>): Promise<string[]> {
  const facts: string[] = [];
  if (expects.packages !== undefined) {
    const states = new Map((await dism((client) => client.getPackages(mount))).map((entry) => [entry.PackageName.toLowerCase(), entry.PackageState]));
    for (const wanted of expects.packages) {
      const state = states.get(wanted.identity.toLowerCase());
      if (state === undefined || !wanted.states.includes(state)) {
        throw unproven(`${wanted.identity} is ${state ?? 'not in the image'}`, `expected: ${wanted.states.join(' or ')}`);
      }
      facts.push(`${wanted.identity}: ${state}`);
    }
  }
  if (expects.build !== undefined || expects.servicingStack !== undefined) facts.push(...(await checkHive(mount, expects)));
  if (expects.file !== undefined) facts.push(await checkFileVersion(mount, expects.file));
  if (expects.feature !== undefined) {
    const { name, states } = expects.feature;
    const feature = await dism((client) => client.getFeature(mount, name));
    if (!states.includes(feature.State)) throw unproven(`The feature ${name} is ${feature.State}`, `expected: ${states.join(' or ')}`);
    facts.push(`feature ${name}: ${feature.State}`);
  }
  if (expects.serviceable === true || expects.healthy === true) {
    const { ImageHealthState: health } = await dism((client) => client.checkHealth(mount));
    if (expects.healthy === true && health !== 'Healthy') throw unproven(`its component store is marked as ${health}`, 'expected: Healthy');
    if (health === 'NonRepairable') throw unproven('the image can no longer be serviced', 'expected: a component store that is healthy or can be repaired');
    facts.push(`component store: ${health}`);
  }
  return facts;
}

async function checkHive(mount: string, expects: Expectation): Promise<string[]> {
  const hive = await readSoftwareHive(mount);
  if (hive === undefined) throw unproven(`The image has no ${softwareHivePath}`, 'its build cannot be told');
  const facts: string[] = [];
  if (expects.build !== undefined) {
    const { build, ubr } = readImageBuild(hive);
    if (ubr !== expects.build.ubr || buildFamily(build) !== buildFamily(expects.build.build)) {
      throw unproven(`The image is at build ${formatBuild({ build, ubr })}`, `expected: ${formatBuild(expects.build)}`);
    }
    facts.push(`build ${formatBuild({ build, ubr })}`);
  }
  if (expects.servicingStack !== undefined) {
    const stack = readServicingStack(hive);
    if (stack !== expects.servicingStack) throw unproven(`The servicing stack is ${stack ?? 'unknown'}`, `expected: ${expects.servicingStack}`);
    facts.push(`servicing stack ${stack}`);
  }
  return facts;
}

async function checkFileVersion(mount: string, { path, version }: FileVersion): Promise<string> {
  const file = await resolveNoCase(mount, path);
  const seen = file === undefined ? undefined : await readPeVersion(file);
  if (seen === undefined || compareVersions(seen, version) < 0) {
    throw unproven(file === undefined ? `the image has no ${path}` : `${path} has ${seen === undefined ? 'no version' : `version ${seen}`}`, `expected: ${version} or later`);
  }
  return `${path}: version ${seen}`;
}

/** The error of a step whose result is not to be seen; `seen` goes on after "but". */
export function unproven(seen: string, expected: string): ServicingError {
  return new ServicingError('proof', `The step reported success, but ${seen}`, {
    details: [expected],
    advice: 'Nothing was kept of this image. Look into the DISM log of the step; a missing prerequisite (servicing stack, earlier update) is the usual cause.',
  });
}
