import type { Action, Plan, Step } from '../../schema/plan.js';

/** What steps do, coarsely: one look of a bar each. */
export type StepGroup = 'move' | 'update' | 'clean' | 'edit' | 'file';

export const stepGroups: readonly { readonly group: StepGroup; readonly title: string }[] = [
  { group: 'move', title: 'Images moved: copied, exported, mounted, saved' },
  { group: 'update', title: 'Updates added' },
  { group: 'clean', title: 'Component store cleaned' },
  { group: 'edit', title: 'Features, languages, drivers, apps, settings' },
  { group: 'file', title: 'Files of the media' },
];

const groups: Readonly<Record<Action['action'], StepGroup>> = {
  'copy-media': 'move', 'export-source': 'move', 'mount': 'move', 'save': 'move', 'export-target': 'move', 'assemble-image': 'move', 'keep-image': 'move',
  'split-image': 'move', 'write-iso': 'move', 'take-winre': 'file', 'put-winre': 'file', 'add-package': 'update', 'cleanup': 'clean',
  'collect-newer': 'file', 'collect-file': 'file', 'collect-by-name': 'file', 'collect-folder': 'file', 'expand-update': 'file', 'apply-files': 'file',
  'enable-feature': 'edit', 'disable-feature': 'edit', 'add-drivers': 'edit', 'add-capability': 'edit', 'remove-capabilities': 'edit', 'remove-apps': 'edit',
  'lay-files': 'edit', 'import-registry': 'edit', 'add-source-package': 'edit', 'add-localized-components': 'edit', 'generate-lang-ini': 'edit',
};

const shortTitles: Readonly<Partial<Record<Action['action'], string>>> = {
  'copy-media': 'copy', 'export-source': 'export', 'mount': 'mount', 'save': 'save', 'export-target': 'export', 'assemble-image': 'put together', 'keep-image': 'keep',
  'split-image': 'split', 'write-iso': 'ISO', 'cleanup': 'clean', 'add-drivers': 'drivers', 'lay-files': 'files', 'import-registry': 'settings', 'apply-files': 'files',
};

/** A step in the few characters that a bar has room for: the KB number of an update, else a word. */
export function shortTitle({ step, planned }: { step: { title: string }; planned: Step | undefined }, { updates }: Pick<Plan, 'updates'>): string {
  if (planned === undefined) return step.title;
  const { do: action } = planned;
  if (action.action === 'add-package') return updates.find((update) => update.sha256 === action.update)?.kb ?? action.file;
  if (action.action === 'enable-feature' || action.action === 'disable-feature') return action.feature;
  return shortTitles[action.action] ?? step.title;
}

export function groupOf(step: Step | undefined): StepGroup {
  return step === undefined ? 'file' : groups[step.do.action];
}
