import type { Condition, Expectation } from '../../../schema/plan.js';
import type { UpdateInfo } from '../../../schema/update.js';
import { hasServicingStack } from '../../choose/image-state.js';
import { updateName } from '../../choose/update-choice.js';
import type { ImageWork } from '../image-work.js';
import { besideCumulative } from './cumulative.js';
import { addPackage, installed } from './package-step.js';

/** ERROR_MOD_NOT_FOUND: how the cumulative part of a combined update fails in WinPE, after its servicing stack is in. */
const cumulativePartFailed = '0x8007007e';

/**
 * The servicing stack: from an update of its own, then from the combined cumulative update. Left out where the image has
 * it, asked on the mount where that is not known.
 */
export function addServicingStack(work: ImageWork): void {
  const { servicingStack, cumulative } = work.choice;
  if (servicingStack !== undefined) addSeparate(work, servicingStack);
  if (cumulative.servicingStackVersion !== undefined) addFromCumulative(work, cumulative, cumulative.servicingStackVersion);
}

function addSeparate(work: ImageWork, update: UpdateInfo): void {
  const version = update.servicingStackVersion;
  const when = whenBelow(work, version);
  if (when === 'present') return;
  addPackage(work, 'add-servicing-stack', update, {
    ...when, expects: { packages: [{ identity: update.identity, states: installed }], ...(version === undefined ? {} : { servicingStack: version }), ...fileProof(update) },
  });
}

/**
 * By the whole update, as Microsoft's page does it, or by the cabinet inside it. In WinRE and boot images the cumulative
 * part may fail; that is tolerated when the servicing stack is in afterwards and the image can still be serviced (C4).
 */
function addFromCumulative(work: ImageWork, update: UpdateInfo, version: string): void {
  const when = whenBelow(work, version);
  if (when === 'present') return;
  const extract = work.options.servicingStack === 'extract';
  const mayFail = !extract && work.role !== 'install';
  const stack = update.servicingStack;
  addPackage(work, 'add-servicing-stack-of-cumulative', update, {
    ...when,
    title: `Add the servicing stack of ${updateName(update)}${extract ? ', out of its own cabinet' : ''}`,
    extras: { ...(extract ? { part: 'servicingStack' as const } : besideCumulative(work)), ...(mayFail ? { tolerates: [cumulativePartFailed] } : {}) },
    expects: {
      servicingStack: version, ...(stack === undefined ? {} : { packages: [{ identity: stack.identity, states: installed }], ...fileProof(stack) }),
      ...(mayFail ? { serviceable: true as const } : {}),
    },
  });
}

function fileProof({ provenBy: file }: Pick<UpdateInfo, 'provenBy'>): Pick<Expectation, 'file'> {
  return file === undefined ? {} : { file };
}

function whenBelow(work: ImageWork, version: string | undefined): 'present' | { when?: Condition } {
  const presence = work.isKnown ? hasServicingStack(work.image, version) : 'unknown';
  if (presence === 'present') return 'present';
  return presence === 'unknown' && version !== undefined ? { when: { kind: 'servicing-stack-below', version } } : {};
}
