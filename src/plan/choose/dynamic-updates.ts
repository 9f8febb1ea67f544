import type { UpdateInfo, UpdateKind } from '../../schema/update.js';
import { updateKindNames } from '../../schema/update.js';
import { newest } from './newest.js';
import { updateName } from './update-choice.js';

/**
 * The newest Dynamic Update of a kind. It should be of the month of the cumulative update; where there is none, the
 * latest one is right (Microsoft's page on Dynamic Update, revision 2025-06).
 * @param reasons filled in for all of the kind
 */
export function chooseDynamic(
  kind: Extract<UpdateKind, 'safeOs' | 'setupDynamic'>, fitting: readonly UpdateInfo[], cumulative: UpdateInfo, reasons: Map<UpdateInfo, string>, warnings: string[],
): UpdateInfo | undefined {
  const ofKind = fitting.filter((update) => update.kind === kind);
  const near = ofKind.filter((update) => monthsApart(update, cumulative) === 0);
  const chosen = newest(near.length > 0 ? near : ofKind, reasons);
  if (chosen === undefined) return undefined;
  for (const other of ofKind) {
    if (other !== chosen && !reasons.has(other)) reasons.set(other, `is of another month (${monthOf(other)}) than ${updateName(cumulative)} (${monthOf(cumulative)}), and ${updateName(chosen)} is of the same`);
  }
  const apart = monthsApart(chosen, cumulative);
  if (apart !== 0) {
    warnings.push(`The ${updateKindNames[kind]} ${updateName(chosen)} is of ${monthOf(chosen)}, the cumulative update ${updateName(cumulative)} of ${monthOf(cumulative)}. ${apart < 0
      ? 'That is right where none was published for that month.' : 'Take the one of the same month, or a later cumulative update.'}`);
  }
  reasons.set(chosen, `newest ${updateKindNames[kind]} for this media${apart === 0 ? '' : ', of another month than the cumulative update'}`);
  return chosen;
}

/** -1 = earlier, 1 = later, 0 = the same month, or one of them does not tell. */
function monthsApart({ releaseMonth: own }: UpdateInfo, { releaseMonth: other }: UpdateInfo): number {
  if (own === undefined || other === undefined || own === other) return 0;
  return own < other ? -1 : 1;
}

function monthOf({ releaseMonth }: UpdateInfo): string {
  return releaseMonth ?? 'an unknown month';
}
