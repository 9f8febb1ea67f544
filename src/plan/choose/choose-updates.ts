import { ServicingError } from '../../schema/errors.js';
import type { ImageInfo, MediaInfo } from '../../schema/media.js';
import { updateKindNames } from '../../schema/update.js';
import type { UpdateInfo, UpdateKind } from '../../schema/update.js';
import { chooseCheckpoints } from './checkpoints.js';
import { checkServicingStack, chooseCumulative } from './cumulative.js';
import { chooseDynamic } from './dynamic-updates.js';
import { duplicatesAmong, misfit } from './misfit.js';
import { newest } from './newest.js';
import { updateName } from './update-choice.js';
import type { UpdateChoice } from './update-choice.js';

/**
 * Chooses among the updates that were found: the newest of each kind that fits the media, the checkpoints that the
 * cumulative one builds on, and a sentence for every file.
 * @param images the install images to service
 * @param addsContent whether languages, features or .NET Framework 3.5 will be added
 * @throws ServicingError `update-invalid` for a file whose name promises another SHA-1, `update-not-applicable` when
 *   no cumulative update fits, `update-missing` when there is none, or when a servicing stack or checkpoint is missing
 */
export function chooseUpdates(media: MediaInfo, images: readonly ImageInfo[], updates: readonly UpdateInfo[], addsContent: boolean): UpdateChoice {
  refuseWrongDigest(updates);
  const reasons = new Map<UpdateInfo, string>();
  const duplicates = duplicatesAmong(updates);
  const fitting = updates.filter((update, at) => {
    const reason = misfit(media, update) ?? duplicates[at];
    if (reason !== undefined) reasons.set(update, reason);
    return reason === undefined;
  });
  const ofKind = (kind: UpdateKind): UpdateInfo[] => fitting.filter((update) => update.kind === kind);
  const { cumulative, warnings } = chooseCumulative(media, images, updates, fitting, reasons);
  const chain = chooseCheckpoints([...images, ...media.boot.images], cumulative, fitting, addsContent, reasons);
  const servicingStack = newest(ofKind('servicingStack'), reasons);
  warnings.push(...chain.warnings, ...checkServicingStack(images, cumulative, servicingStack));
  const flash = chooseFlash(ofKind('adobeFlash'), fitting, reasons);
  const choice = {
    servicingStack, cumulative, checkpoints: chain.checkpoints, ...flash,
    enablement: newest(ofKind('enablement'), reasons),
    dotNet: chooseDotNet(ofKind('dotNet'), reasons),
    safeOs: chooseDynamic('safeOs', fitting, cumulative, reasons, warnings),
    setupDynamic: chooseDynamic('setupDynamic', fitting, cumulative, reasons, warnings),
  };
  for (const update of updates) {
    if (!reasons.has(update)) reasons.set(update, `newest ${updateKindNames[update.kind]} for this media`);
  }
  return { ...choice, reasons, warnings };
}

function refuseWrongDigest(updates: readonly UpdateInfo[]): void {
  const wrong = updates.filter((update) => update.nameDigest === 'mismatch');
  if (wrong.length === 0) return;
  throw new ServicingError('update-invalid', `The content of ${wrong.map((u) => u.file).join(', ')} is not what the name promises`, {
    details: wrong.map((u) => `${u.path}: the SHA-1 in the name differs from the SHA-1 of the file`),
    advice: 'The catalog puts the SHA-1 of an update into its name: download the file again.',
  });
}

/** The removal of Flash makes every update of it pointless. */
function chooseFlash(
  updates: readonly UpdateInfo[], fitting: readonly UpdateInfo[], reasons: Map<UpdateInfo, string>,
): Pick<UpdateChoice, 'flash' | 'flashRemoval'> {
  const flashRemoval = fitting.find((update) => update.removesFlash === true);
  const others = updates.filter((update) => update !== flashRemoval);
  if (flashRemoval === undefined) return { flashRemoval, flash: newest(others, reasons) };
  reasons.set(flashRemoval, 'takes Adobe Flash out');
  for (const update of others) reasons.set(update, `is superseded by ${updateName(flashRemoval)}, which takes Adobe Flash out`);
  return { flashRemoval, flash: undefined };
}

/** The newest for each version of the framework: `Package_for_DotNetRollup` and `…_481` do not replace each other. */
function chooseDotNet(updates: readonly UpdateInfo[], reasons: Map<UpdateInfo, string>): UpdateInfo[] {
  const families = new Map<string, UpdateInfo[]>();
  for (const update of updates) {
    const family = /^(?:Package_for_)?DotNetRollup\w*/iu.exec(update.identity)?.[0] ?? 'others';
    families.set(family, [...(families.get(family) ?? []), update]);
  }
  return [...families.values()].flatMap((family) => newest(family, reasons) ?? []);
}
