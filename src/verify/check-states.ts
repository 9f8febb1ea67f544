import { compareVersions } from '../files/newer-rule.js';
import { readPeVersion } from '../files/pe-version.js';
import { softwareHivePath } from '../media/image-details.js';
import { readPackageStates } from '../media/image-registry.js';
import type { WimTree } from '../media/wim-metadata.js';
import type { FileVersion } from '../schema/common.js';
import type { MediaInfo } from '../schema/media.js';
import type { Plan, Step, Target } from '../schema/plan.js';
import type { Check } from '../schema/result.js';
import { isKept } from './check-images.js';
import { isPromised } from './expected-packages.js';
import { withFinishedImage } from './finished-content.js';
import type { OpenImage } from './finished-content.js';
import type { VerifyInput } from './verify-media.js';

/** What install and boot images say of themselves beyond the names of their packages; WinRE is looked at where it is unpacked. */
export async function checkStates(input: VerifyInput, after: MediaInfo): Promise<Check[]> {
  const checks: Check[] = [];
  for (const target of input.plan.targets) {
    if (target.source.kind !== 'wim' || isKept(input.plan, target)) continue;
    checks.push(...((await withFinishedImage(input, after, target, (image) => stateChecks(input.plan, target, image))) ?? []));
  }
  return checks;
}

/** The state of each expected package by the image's hive, and the version of one file of each update that names one. */
export async function stateChecks(plan: Plan, target: Target, image: OpenImage): Promise<Check[]> {
  const steps = plan.steps.filter((step) => step.target === target.id && isPromised(step));
  const states = await statesCheck(target, steps, image);
  const versions = await versionsCheck(target, steps, image);
  return [states, versions].filter((check) => check !== undefined);
}

async function statesCheck(target: Target, steps: readonly Step[], image: OpenImage): Promise<Check | undefined> {
  const wanted = new Map(steps.flatMap((step) => step.expects?.packages ?? []).map((entry) => [entry.identity, entry.states]));
  if (wanted.size === 0) return undefined;
  const known = new Map([...readPackageStates(await image.read(softwareHivePath))].map(([identity, state]) => [identity.toLowerCase(), state]));
  // Superseded: a later one is there, which build, servicing stack and file versions tell.
  const seen = [...wanted].map(([identity, states]) => ({ identity, allowed: [...states, 'Superseded'], state: known.get(identity.toLowerCase()) }));
  const wrong = seen.filter(({ allowed, state }) => state !== undefined && !allowed.includes(state));
  return {
    id: `states-${target.id}`, title: `${target.title}: expected packages are in an allowed state`, ok: wrong.length === 0,
    evidence: (wrong.length === 0 ? seen : wrong).map(({ identity, state }) => `${identity}: ${state ?? 'a later one instead'}`).join('; '),
  };
}

async function versionsCheck(target: Target, steps: readonly Step[], image: OpenImage): Promise<Check | undefined> {
  const wanted = highestByName(steps.flatMap((step) => (step.expects?.file === undefined ? [] : [step.expects.file])));
  if (wanted.length === 0) return undefined;
  const seen: { path: string; version: string | undefined; ok: boolean; expected: string }[] = [];
  for (const { path, version: expected } of wanted) {
    const entry = image.tree.find(path) ?? image.tree.find(inLaterStack(image.tree, path) ?? path);
    const version = entry === undefined ? undefined : await readPeVersion(await image.read(entry.path));
    seen.push({ path: entry?.path ?? path, version, expected, ok: version !== undefined && compareVersions(version, expected) >= 0 });
  }
  return {
    id: `version-${target.id}`, title: `${target.title}: a file of each update, by its version`, ok: seen.every(({ ok }) => ok),
    evidence: seen.map(({ path, version, ok, expected }) => `${path}: ${version ?? 'not there, or without a version'}${ok ? '' : `, expected ${expected} or later`}`).join('; '),
  };
}

/** Of several updates that bring the same file, and of several servicing stacks, the last one counts. */
function highestByName(files: readonly FileVersion[]): FileVersion[] {
  const found = new Map<string, FileVersion>();
  for (const file of files) {
    const name = nameOf(file.path);
    const other = found.get(name);
    if (other === undefined || compareVersions(file.version, other.version) > 0) found.set(name, file);
  }
  return [...found.values()];
}

const stackFolder = /^[a-z0-9]+_microsoft-windows-servicingstack_[0-9a-f]+_([\d.]+)_/iu;

/** The file in the folder of the newest servicing stack that the image has. */
function inLaterStack(tree: WimTree, path: string): string | undefined {
  const newest = (tree.list('Windows/WinSxS') ?? []).flatMap(({ name }) => {
    const version = stackFolder.exec(name)?.[1];
    return version === undefined ? [] : [{ name, version }];
  }).sort((a, b) => compareVersions(a.version, b.version)).at(-1);
  return newest === undefined || !path.startsWith('Windows/WinSxS/') ? undefined : `Windows/WinSxS/${newest.name}/${nameOf(path)}`;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
