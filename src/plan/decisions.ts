import type { Plan, Step, TargetId, UpdateDecision } from '../schema/plan.js';
import { updateKindNames } from '../schema/update.js';
import type { UpdateInfo } from '../schema/update.js';
import type { UpdateChoice } from './choose/update-choice.js';

/** One sentence for every update, with the targets that get it, as the steps of the plan have it. */
export function decideUpdates(updates: readonly UpdateInfo[], choice: UpdateChoice, steps: readonly Step[]): Plan['updates'] {
  const applied = new Map<string, Set<TargetId>>();
  const asked = new Map<string, Set<TargetId>>();
  for (const { do: action, target, when } of steps) {
    if (action.action !== 'add-package' && action.action !== 'expand-update') continue;
    const beside = action.action === 'add-package' ? action.beside ?? [] : [];
    for (const sha256 of [action.update, ...beside.map((other) => other.update)]) {
      applied.set(sha256, (applied.get(sha256) ?? new Set()).add(target));
      if (when !== undefined && when.kind !== 'step-ran' && when.kind !== 'reapply-needed') asked.set(sha256, (asked.get(sha256) ?? new Set()).add(target));
    }
  }
  return updates.map((update) => decide(update, choice, [...(applied.get(update.sha256) ?? [])], [...(asked.get(update.sha256) ?? [])]));
}

function decide(update: UpdateInfo, choice: UpdateChoice, targets: readonly TargetId[], asked: readonly TargetId[]): UpdateDecision {
  const chosen = isChosen(update, choice);
  const taken = chosen && targets.length > 0;
  const reason = choice.reasons.get(update) ?? '';
  return {
    file: update.file, sha256: update.sha256, kind: update.kind, ...(update.kb === undefined ? {} : { kb: update.kb }),
    identity: update.identity, taken, targets: taken ? [...targets] : [],
    reason: !chosen ? reason : taken
      ? `${reason}${asked.length === 0 ? '' : `; whether it is there already is asked on the mount of ${asked.join(', ')}`}`
      : `the ${updateKindNames[update.kind]} is in every chosen image already, or applies to none`,
  };
}

function isChosen(update: UpdateInfo, choice: UpdateChoice): boolean {
  const { servicingStack, cumulative, checkpoints, flash, flashRemoval, enablement, dotNet, safeOs, setupDynamic } = choice;
  return [servicingStack, cumulative, ...checkpoints, flash, flashRemoval, enablement, ...dotNet, safeOs, setupDynamic].includes(update);
}
