import { digestOf } from '../files/canonical-json.js';
import { ServicingError } from '../schema/errors.js';
import type { DriverInf, InputInfo } from '../schema/inputs.js';
import type { ImageInfo, MediaInfo } from '../schema/media.js';
import type { Action, Plan, Step } from '../schema/plan.js';
import type { ServicingRequest } from '../schema/request.js';
import type { UpdateScan } from '../schema/update.js';
import { chooseUpdates } from './choose/choose-updates.js';
import type { UpdateChoice } from './choose/update-choice.js';
import { updateName } from './choose/update-choice.js';
import { decideUpdates } from './decisions.js';
import { withDigests } from './digests.js';
import { strangerWarnings } from './editions.js';
import { assertRunnable } from './graph.js';
import { refuseBootFormat } from './install-file.js';
import { isoOf } from './iso.js';
import { languageNotes } from './languages/language-notes.js';
import { buildRecipe } from './recipes/build-recipe.js';
import { checkCa2023 } from './recipes/ca2023.js';
import { chooseRecipe, mediaGeneration } from './recipes/choose-recipe.js';
import type { RecipeChoice } from './recipes/choose-recipe.js';
import { outputDisk, peakDisk } from './peak-disk.js';
import { outputImages, selectInstallImages } from './select-images.js';

/** What of a request decides the plan; places and sessions do not. */
export type PlanOptions = Omit<ServicingRequest,
  'media' | 'updates' | 'output' | 'force' | 'backend' | 'parallel' | 'workspace' | 'cache' | 'powershell' | 'dismPath' | 'timeouts' | 'keepWorkspace'>;

/**
 * Turns what is there into what will be done. Pure: the same media, updates, options and inputs give the same plan.
 * @param inputs what the options name beside updates: drivers, files, sources of languages and features
 * @throws ServicingError `media-unsupported`, `media-invalid`, `usage`, `update-missing`, `update-not-applicable`,
 *   `update-invalid`, `preflight`
 */
export function createPlan(media: MediaInfo, scan: UpdateScan, options: PlanOptions, inputs: readonly InputInfo[] = []): Plan {
  refuseBootFormat(media);
  const generation = mediaGeneration(media);
  const images = selectInstallImages(media, options.edition);
  if (options.netfx3 && generation.hasNetfx3 && media.netfx3Source === undefined) {
    throw new ServicingError('media-invalid', 'The media has no .NET Framework 3.5 in sources/sxs', {
      advice: 'Leave --netfx3 out, or use media with sources\\sxs\\microsoft-windows-netfx3-ondemand-package.cab.',
    });
  }
  const choice = chooseUpdates(media, images, scan.updates, addsContent(options));
  const chosen = chooseRecipe(generation, choice.cumulative, options.recipe);
  if (options.ca2023) checkCa2023(media, generation, choice.cumulative);
  const { recipe, reason } = chosen;
  const output = buildRecipe(recipe, {
    media, images, output: outputImages(media, images, options.keepOthers), choice, options, inputs, generation,
  });
  assertRunnable(output.steps);
  // Of an ISO file there is none yet.
  const isInForm = media.install.format === options.installFormat && options.compression === undefined && isoOf(media, options) === undefined;
  const upToDate = isInForm && isUpToDate(media, images, output.steps) ? `every image has what ${updateName(choice.cumulative)} brings` : undefined;
  const plan: Omit<Plan, 'digest'> = {
    schemaVersion: 1,
    recipe: { name: recipe.name, version: recipe.version, reason },
    media: { build: media.build, architecture: media.architecture, rehearsed: media.rehearsed },
    updates: decideUpdates(scan.updates, choice, output.steps),
    ...driversOf(media, inputs, upToDate === undefined ? output.steps : []),
    targets: upToDate === undefined ? withDigests(output, recipe.name, recipe.version) : [],
    steps: upToDate === undefined ? output.steps : [],
    warnings: [...warnings(media, images, scan, options, chosen, choice), ...choice.warnings, ...languageNotes(media, images, options, inputs)],
    ...(upToDate === undefined ? {} : { upToDate }),
    estimate: upToDate === undefined
      ? { seconds: output.steps.reduce((sum, step) => sum + step.estimateSeconds, 0), peakDiskBytes: peakDisk(media, options), outputBytes: outputDisk(media, options) } : { seconds: 0, peakDiskBytes: 0 },
  };
  return { ...plan, digest: digestOf(plan) };
}

/** Folders whose drivers steps add, with what the INFs for these media say. */
function driversOf(media: MediaInfo, inputs: readonly InputInfo[], steps: readonly Step[]): Pick<Plan, 'drivers'> {
  const used = new Set(steps.flatMap((step) => (step.do.action === 'add-drivers' ? [step.do.input] : [])));
  const folders = inputs.flatMap(({ sha256, drivers = [] }): [string, DriverInf[]][] => (used.has(sha256)
    ? [[sha256, drivers.filter(({ architectures }) => architectures.some((one) => one === media.architecture)).map(({ architectures: _architectures, ...driver }) => driver)]] : []));
  return folders.length === 0 ? {} : { drivers: Object.fromEntries(folders) };
}

/** What brings content that Windows asks all checkpoints for again. */
function addsContent(options: PlanOptions): boolean {
  return options.netfx3 || [options.languages, options.capabilities, options.features].some((names) => names.length > 0);
}

/** Actions that only carry images about. */
const carrying = new Set<Action['action']>([
  'copy-media', 'export-source', 'mount', 'take-winre', 'put-winre', 'save', 'export-target', 'assemble-image', 'keep-image', 'apply-files',
  'collect-file', 'collect-by-name', 'collect-folder', 'collect-newer', 'split-image', 'write-iso',
]);

/** Nothing would be added to any image, and all of them stay: then there is nothing to do. */
function isUpToDate(media: MediaInfo, images: readonly ImageInfo[], steps: readonly Step[]): boolean {
  return images.length === media.install.images.length
    && steps.every((step) => carrying.has(step.do.action) || step.when?.kind === 'feature-enabled' || step.when?.kind === 'step-ran' || step.when?.kind === 'reapply-needed');
}

function warnings(
  media: MediaInfo, images: readonly ImageInfo[], scan: UpdateScan, options: PlanOptions, { recipe, generation, warnings: own }: RecipeChoice, choice: UpdateChoice,
): string[] {
  const said = [...own, ...(generation.note === undefined ? [] : [generation.note])];
  if (media.rehearsed) said.unshift('The media was made by the lab or the rehearsal: it is not Windows');
  if (options.netfx3 && !generation.hasNetfx3) {
    said.push(`${generation.name} has no .NET Framework 3.5 as a feature any more: it is left out. Its own installer adds it to a running Windows.`);
  }
  if (options.resetBase && media.build >= lastResetBase) {
    said.push('ResetBase in install images: later cumulative updates of this generation have failed on images cleaned that way (0x800f0988, 0x800f0983).');
  }
  if (recipe.name === 'current' && choice.safeOs === undefined && images.some((image) => image.winre !== undefined)) {
    said.push('There is no Safe OS Dynamic Update among the updates: WinRE gets a servicing stack and nothing else.');
  }
  if (recipe.name === 'current' && choice.setupDynamic === undefined) {
    said.push('There is no Setup Dynamic Update among the updates: the media\'s sources stay as they are, but for Setup\'s own programs.');
  }
  const bare = images.filter((image) => image.winre === undefined).map((image) => `${image.name} has no winre.wim: nothing to service there`);
  return [...said, ...strangerWarnings(media), ...bare, ...scan.ignored.map((file) => `${file.path} is left out: ${file.reason}`)];
}

/** From this build on users report that ResetBase in install images breaks later cumulative updates (W10UI turns it off). */
const lastResetBase = 18362;
