import { digestOf } from '../files/canonical-json.js';
import { ServicingError } from '../schema/errors.js';
import type { InputInfo } from '../schema/inputs.js';
import type { ImageInfo, MediaInfo } from '../schema/media.js';
import type { Plan, Step, Target, TargetId, UpdateDecision } from '../schema/plan.js';
import type { ServicingRequest } from '../schema/request.js';
import { updateKindNames } from '../schema/update.js';
import type { UpdateInfo, UpdateScan } from '../schema/update.js';
import type { UpdateChoice } from './choose-updates.js';
import { chooseClassicUpdates } from './choose-updates.js';
import { assertRunnable } from './graph.js';
import { classicRecipe } from './recipes/classic.js';
import type { RecipeOutput } from './recipes/classic.js';
import { chooseRecipe } from './recipes/choose-recipe.js';
import { selectInstallImages } from './select-images.js';

/** What of a request decides the plan; places and sessions do not. */
export type PlanOptions = Omit<ServicingRequest,
  'media' | 'updates' | 'output' | 'backend' | 'parallel' | 'workspace' | 'cache' | 'powershell' | 'dismPath' | 'timeouts' | 'keepWorkspace'>;

/**
 * Turns what is there into what will be done. Pure: the same media, updates and options give the same plan.
 * @throws ServicingError `media-unsupported`, `media-invalid`, `usage`, `update-missing`, `update-not-applicable`, `update-invalid`
 */
export function createPlan(media: MediaInfo, scan: UpdateScan, options: PlanOptions, _inputs: readonly InputInfo[] = []): Plan {
  refuseFormats(media);
  const recipe = chooseRecipe(media, options.recipe);
  const images = selectInstallImages(media, options.edition);
  if (options.netfx3 && media.netfx3Source === undefined) {
    throw new ServicingError('media-invalid', 'The media has no .NET Framework 3.5 in sources/sxs', {
      advice: 'Leave --netfx3 out, or use media with sources\\sxs\\microsoft-windows-netfx3-ondemand-package.cab.',
    });
  }
  const choice = chooseClassicUpdates(media, images, scan.updates);
  const output = classicRecipe({
    media, images, choice, rules: recipe.rules, netfx3: options.netfx3,
    winreCumulative: options.winreCumulative !== 'no', resetBase: options.resetBase,
  });
  assertRunnable(output.steps);
  const plan: Omit<Plan, 'digest'> = {
    schemaVersion: 1,
    recipe: { name: recipe.name, version: recipe.version, reason: recipe.reason },
    media: { build: media.build, architecture: media.architecture, rehearsed: media.rehearsed },
    updates: scan.updates.map((update) => decide(update, choice, output.applied)),
    targets: withDigests(output, recipe.name, recipe.version),
    steps: output.steps,
    warnings: [...warnings(media, images, scan, recipe.rules.note), ...choice.warnings],
    estimate: { seconds: output.steps.reduce((sum, step) => sum + step.estimateSeconds, 0), peakDiskBytes: peakDisk(media) },
  };
  return { ...plan, digest: digestOf(plan) };
}

function refuseFormats(media: MediaInfo): void {
  if (media.install.format === 'wim' && media.boot.format === 'wim') return;
  const wrong = media.install.format === 'wim' ? media.boot : media.install;
  throw new ServicingError('media-unsupported', `${wrong.path} is ${wrong.format.toUpperCase()}, which DISM cannot mount`, {
    hresult: wrong.format === 'esd' ? '0xc142013c' : '0xc1420130',
    advice: wrong.format === 'esd'
      ? 'Export the editions to a WIM first: Export-WindowsImage with -CompressionType max, one index at a time.'
      : 'Join the parts to one WIM first: Export-WindowsImage with -SplitImageFilePattern.',
  });
}

function decide(update: UpdateInfo, choice: UpdateChoice, applied: RecipeOutput['applied']): UpdateDecision {
  const targets = [...(applied.get(update.sha256) ?? [])];
  const taken = targets.length > 0 && !choice.left.has(update);
  const reason = choice.left.get(update) ?? (taken
    ? `newest ${updateKindNames[update.kind]} for this media` : `the ${updateKindNames[update.kind]} applies to none of the chosen images`);
  return {
    file: update.file, sha256: update.sha256, kind: update.kind, ...(update.kb === undefined ? {} : { kb: update.kb }),
    identity: update.identity, taken, targets: taken ? targets : [], reason,
  };
}

/** A target's digest covers its source, its steps and the digests of the targets that it consumes. */
function withDigests(output: RecipeOutput, recipe: string, version: number): Target[] {
  const byId = new Map(output.targets.map((target) => [target.id, target]));
  const digests = new Map<TargetId, string>();
  const digest = (id: TargetId): string => {
    const known = digests.get(id);
    if (known !== undefined) return known;
    const target = byId.get(id);
    if (target === undefined) throw new Error(`The plan has no target ${id}`);
    const made = digestOf({
      keyVersion: 1, recipe, version, source: target.source, consumes: target.consumes.map(digest),
      steps: output.steps.filter((step) => step.target === id).map(meaning),
    });
    digests.set(id, made);
    return made;
  };
  return output.targets.map((target) => ({ ...target, digest: digest(target.id) }));
}

/** What of a step decides its result: not its title, not its estimate. */
function meaning(step: Step): unknown {
  return { do: step.do, when: step.when ?? null };
}

function warnings(media: MediaInfo, images: readonly ImageInfo[], scan: UpdateScan, note: string | undefined): string[] {
  const bare = images.filter((image) => image.winre === undefined).map((image) => `${image.name} has no winre.wim: nothing to service there`);
  const ignored = scan.ignored.map((file) => `${file.path} is left out: ${file.reason}`);
  const rehearsed = media.rehearsed ? ['The media was made by the lab or the rehearsal: it is not Windows'] : [];
  return [...rehearsed, ...(note === undefined ? [] : [note]), ...bare, ...ignored];
}

/**
 * The copy of the media, one private install WIM with its mount changes, and the boot images side by side; component
 * store work needs about half an unpacked image beside it.
 */
function peakDisk(media: MediaInfo): number {
  const largest = Math.max(...media.install.images.map((image) => image.size), 0);
  return media.totalBytes * 2 + media.boot.size * 2 + Math.ceil(largest / 2);
}
