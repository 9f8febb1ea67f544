import type { Action, Expectation } from '../../../schema/plan.js';
import { updateKindNames } from '../../../schema/update.js';
import { hasCumulative } from '../../choose/image-state.js';
import { updateName } from '../../choose/update-choice.js';
import type { ImageWork } from '../image-work.js';
import { addPackage, installedOrPending } from './package-step.js';

/** The cumulative update of an install or boot image. */
export function addCumulative(work: ImageWork): void {
  if (work.role !== 'install' && !work.input.generation.bootCumulative) return;
  add(work);
}

/** The cumulative update of WinRE where the request does not say no: the founding process has it. */
export function addCumulativeToWinre(work: ImageWork): void {
  if (work.options.winreCumulative !== 'no' && work.input.generation.bootCumulative) add(work);
}

/** The cumulative update of WinRE where the request says yes: Microsoft's page has the Safe OS update instead. */
export function addCumulativeToWinreIfAsked(work: ImageWork): void {
  if (work.options.winreCumulative === 'yes') add(work);
}

/** Left out where the image has it and nothing was added that would need it again. */
function add(work: ImageWork): void {
  const { cumulative } = work.choice;
  const presence = work.isKnown ? hasCumulative(work.image, cumulative) : 'unknown';
  if (presence === 'present' && !work.hasNewContent) return;
  const build = work.updatedBuild;
  const ask = presence === 'unknown' && !work.hasNewContent && build !== undefined;
  addPackage(work, 'add-cumulative', cumulative, {
    ...(ask ? { when: { kind: 'build-below', build } } : {}), extras: besideCumulative(work), expects: cumulativeProof(work),
  });
  if (build !== undefined) work.expectedBuild = build;
}

/**
 * The cumulative update again, for what .NET Framework 3.5 brought (I2). Images that keep the update's manifests are
 * asked whether they have them: then Windows has taken the newest files already.
 */
export function reapplyCumulative(work: ImageWork): void {
  const { netfx3Step: step } = work;
  if (step === undefined || work.options.reapply === 'no') return;
  const { cumulative } = work.choice;
  const always = work.options.reapply === 'yes' || !work.input.generation.keepsUpdateManifests;
  addPackage(work, 'readd-cumulative', cumulative, {
    title: `Add ${updateKindNames[cumulative.kind]} ${updateName(cumulative)} again, for what .NET Framework 3.5 brought`,
    when: always ? { kind: 'step-ran', step } : { kind: 'reapply-needed', step, folder: 'Windows/servicing/LCU' },
    extras: besideCumulative(work), expects: cumulativeProof(work),
  });
}

/** The checkpoints that lie beside the cumulative update whenever it is added (C1): DISM takes what the image lacks. */
export function besideCumulative({ choice }: ImageWork): Pick<Extract<Action, { action: 'add-package' }>, 'beside'> {
  if (choice.checkpoints.length === 0) return {};
  return { beside: choice.checkpoints.map((checkpoint) => ({ update: checkpoint.sha256, file: checkpoint.file })) };
}

function cumulativeProof(work: ImageWork): Expectation {
  const build = work.updatedBuild;
  const { identity, provenBy: file } = work.choice.cumulative;
  return {
    packages: [{ identity, states: installedOrPending }], ...(build === undefined ? {} : { build }), ...(file === undefined ? {} : { file }),
    // Onto a wrong base DISM reports success and leaves old files; the store then says so (K3).
    healthy: true,
  };
}
