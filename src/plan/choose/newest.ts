import type { UpdateInfo } from '../../schema/update.js';
import { compareVersions } from '../versions.js';
import { updateName } from './update-choice.js';

/**
 * The newest of some updates of one kind; each of the others gets its sentence.
 * @param reasons filled in for those that are superseded
 */
export function newest(updates: readonly UpdateInfo[], reasons: Map<UpdateInfo, string>): UpdateInfo | undefined {
  const [first, ...rest] = [...updates].sort((a, b) => byAge(b, a));
  for (const older of rest) if (first !== undefined) reasons.set(older, `is superseded by ${updateName(first)} (${first.file})`);
  return first;
}

/** Package versions tell within one package name; across names (each Flash update has its own) the KB number does. */
export function byAge(a: UpdateInfo, b: UpdateInfo): number {
  const version = compareVersions(ageVersion(a), ageVersion(b));
  return version !== 0 ? version : kbNumber(a) - kbNumber(b);
}

/** A combined update brings a servicing stack too, but competes with cumulative updates by its own version. */
function ageVersion(update: UpdateInfo): string {
  return (update.kind === 'servicingStack' ? update.servicingStackVersion : undefined) ?? update.version;
}

function kbNumber(update: UpdateInfo): number {
  return Number(update.kb?.replace(/\D/gu, '') ?? 0);
}
