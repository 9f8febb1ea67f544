import type { Action, Expectation } from '../../../schema/plan.js';
import { updateKindNames } from '../../../schema/update.js';
import type { UpdateInfo } from '../../../schema/update.js';
import { updateName } from '../../choose/update-choice.js';
import type { ImageWork } from '../image-work.js';
import type { StepOptions } from '../step-builder.js';

type AddPackage = Extract<Action, { action: 'add-package' }>;

/** States that prove a package of an offline image: what waits for the first boot reads InstallPending offline. */
export const installed = ['Installed'];
export const installedOrPending = ['Installed', 'InstallPending'];

export interface PackageStep extends StepOptions {
  readonly title?: string;
  readonly extras?: Partial<Pick<AddPackage, 'beside' | 'part' | 'tolerates'>>;
}

/** Adds an update to an image; the proof is its own identity unless the step says otherwise. Returns the step's id. */
export function addPackage(work: ImageWork, name: string, update: UpdateInfo, step: PackageStep = {}): string {
  const { title, extras, ...options } = step;
  const expects: Expectation = { packages: [{ identity: update.identity, states: installedOrPending }] };
  return work.add(name, title ?? `Add ${updateKindNames[update.kind]} ${updateName(update)}`,
    { action: 'add-package', update: update.sha256, file: update.file, kind: update.kind, ...extras }, { expects, ...options });
}
