import type { UpdateKind } from '../../src/schema/update.js';
import type { DurationEntry, Durations } from './durations.js';

/** A rule of the rehearsal's configuration: what a call takes, and which shares of resources meanwhile (docs/rehearsal.md, Durations). */
export interface PaceRule {
  readonly cmdlet: string;
  readonly match?: string;
  readonly image?: 'install' | 'pe';
  readonly seconds: number;
  readonly uses: Readonly<Record<string, number>>;
}

/** The member `pace` of the rehearsal's configuration. */
export interface Pace {
  readonly scale: number;
  readonly calls: readonly PaceRule[];
  readonly capacity?: Readonly<Record<string, number>>;
  readonly log: string;
}

export interface PaceOptions {
  /** Seconds of this machine for one of the file. */
  readonly scale: number;
  /** Whether calls share what the file says there is of each resource; else each goes on as if alone. */
  readonly contended: boolean;
  /** Absolute path of the log of calls. */
  readonly log: string;
}

/** The cmdlets that do an action, each with what tells it from other uses of the cmdlet. */
const cmdlets: Readonly<Partial<Record<DurationEntry['action'], readonly { readonly cmdlet: string; readonly match?: string }[]>>> = {
  'mount': [{ cmdlet: 'Mount-WindowsImage' }],
  'save': [{ cmdlet: 'Dismount-WindowsImage', match: '-Save' }],
  'export': [{ cmdlet: 'Export-WindowsImage' }],
  'cleanup': [{ cmdlet: 'Repair-WindowsImage', match: '-StartComponentCleanup' }, { cmdlet: 'dism.exe', match: '/StartComponentCleanup' }],
  'enable-feature': [{ cmdlet: 'Enable-WindowsOptionalFeature' }],
};

/**
 * Lets calls of the rehearsal take what the durations say. Copies of files are no calls, and take what they take. An update that
 * is added a second time takes as long as the first time: no log was found that shows one by itself.
 * @param updates by KB, as the lab made them
 */
export function paceOf(durations: Durations, updates: readonly { readonly kb: string; readonly kind: UpdateKind }[], { scale, contended, log }: PaceOptions): Pace {
  // The first rule that fits decides, so that the narrower one comes first.
  const entries = [...durations.entries].sort((a, b) => Number(b.resetBase === true) - Number(a.resetBase === true));
  return { scale, calls: entries.flatMap((entry) => rulesOf(entry, updates)), ...(contended ? { capacity: durations.capacity } : {}), log };
}

function rulesOf({ action, image, kinds, resetBase, minutes, uses }: DurationEntry, updates: Parameters<typeof paceOf>[1]): PaceRule[] {
  const rest = { ...(image === 'media' ? {} : { image }), seconds: minutes * 60, uses };
  if (action === 'add-package') {
    return updates.filter(({ kind }) => kinds?.includes(kind) === true).map(({ kb }) => ({ cmdlet: 'Add-WindowsPackage', match: kb, ...rest }));
  }
  // A rule looks for one text only; with ResetBase that is the switch which says so.
  const isReset = action === 'cleanup' && resetBase === true;
  return (cmdlets[action] ?? []).map(({ cmdlet, match }) => ({ cmdlet, ...(match === undefined ? {} : { match: isReset ? match.replace('StartComponentCleanup', 'ResetBase') : match }), ...rest }));
}
