import type { UpdateInfo } from '../../../schema/update.js';
import { hasPackage, lacksParents } from '../../choose/image-state.js';
import type { ImageWork } from '../image-work.js';
import { addPackage } from './package-step.js';

/** Adobe Flash; Server Core and images without its packages have none. */
export function addFlash(work: ImageWork): void {
  if (work.image.installationType !== 'Server Core') addWhereItApplies(work, 'add-flash', work.choice.flash);
}

/** KB4577586, which takes Adobe Flash out. */
export function removeFlash(work: ImageWork): void {
  if (work.image.installationType !== 'Server Core') addWhereItApplies(work, 'remove-flash', work.choice.flashRemoval);
}

/** The enablement package, which raises the build number on top of the cumulative update (G4). */
export function addEnablement(work: ImageWork): void {
  addWhereItApplies(work, 'add-enablement', work.choice.enablement);
}

/** .NET Framework updates; again where .NET Framework 3.5 has come since. */
export function addDotNet(work: ImageWork): void {
  work.choice.dotNet.forEach((update, at) => {
    const name = at === 0 ? 'add-dotnet' : `add-dotnet-${at + 1}`;
    if (hasPackage(work.image, update.identity) !== 'present' || work.options.netfx3) addWhereItApplies(work, name, update, true);
    else if (work.netfx3Step !== undefined) addPackage(work, name, update, { when: { kind: 'step-ran', step: work.netfx3Step } });
  });
}

/** The Safe OS Dynamic Update, the update of WinRE; what WinRE has is known on the mount only. */
export function addSafeOs(work: ImageWork): void {
  const { safeOs } = work.choice;
  if (safeOs !== undefined) addPackage(work, 'add-safe-os', safeOs, { when: { kind: 'package-below', identity: safeOs.identity } });
}

function addWhereItApplies(work: ImageWork, name: string, update: UpdateInfo | undefined, again = false): void {
  if (update === undefined || lacksParents(work.image, update)) return;
  const presence = hasPackage(work.image, update.identity);
  if (presence === 'present' && !again) return;
  addPackage(work, name, update, presence === 'unknown' && !again ? { when: { kind: 'package-below', identity: update.identity } } : {});
}
