import { ServicingError } from '../../schema/errors.js';
import type { InputInfo, InputKind } from '../../schema/inputs.js';
import type { ImageContext, ImageRole } from '../image-context.js';
import { EditSteps } from './edit-steps.js';

/** Which drivers an image gets. */
const driverKinds: Readonly<Record<ImageRole, InputKind>> = {
  install: 'drivers', winre: 'winreDrivers', winpe: 'bootDrivers', setup: 'bootDrivers',
};

/**
 * Drivers, before any update, so that an update's newer inbox files win (order-rules of the vendor for boot images and IoT:
 * drivers, optional components, then the cumulative update).
 * @returns ids of the steps added
 */
export function addDrivers(ctx: ImageContext): string[] {
  const edits = new EditSteps(ctx);
  for (const input of inputsOf(ctx, driverKinds[ctx.role])) {
    edits.add('add-drivers', `Add the drivers of ${input.name}`, { action: 'add-drivers', input: input.sha256, name: input.name },
      { expects: { holds: { kind: 'drivers', input: input.sha256 } } });
  }
  return edits.ids;
}

/**
 * Capabilities added and features enabled, in install images only: before the cumulative update, which then brings what they
 * have up to date. .NET Framework 3.5 has its own place after the cleanup.
 * @returns ids of the steps added
 * @throws ServicingError `usage`
 */
export function addFeatures(ctx: ImageContext): string[] {
  if (ctx.role !== 'install') return [];
  refuseBoth(ctx);
  const edits = new EditSteps(ctx);
  const sources = inputsOf(ctx, 'source').map((input) => input.sha256);
  for (const capability of distinct(ctx.options.capabilities)) {
    const netfx3 = isNetfx3(capability.split('~')[0] ?? '') ? ctx.media.netfx3Source : undefined;
    if (sources.length === 0 && netfx3 === undefined) throw withoutSource(capability);
    edits.add('add-capability', `Add the capability ${capability}`, { action: 'add-capability', capability, sources, ...(netfx3 === undefined ? {} : { source: netfx3 }) }, {
      when: { kind: 'capability-unless', capability, states: present }, expects: { capability: { name: capability, states: present } },
    });
  }
  for (const feature of distinct(ctx.options.features)) {
    if (isNetfx3(feature)) {
      refuseNetfx3AsFeature(ctx);
      continue;
    }
    edits.add('enable-feature', `Enable the feature ${feature}`, { action: 'enable-feature', feature, ...(sources.length === 0 ? {} : { sources }) }, {
      when: { kind: 'feature-unless', feature, states: enabled }, expects: { feature: { name: feature, states: enabled } },
    });
  }
  return edits.ids;
}

/**
 * What comes after all updates, in install images only: features disabled, capabilities and apps removed, files laid over
 * the image, registry settings. An update would bring back or overwrite some of it.
 * @returns ids of the steps added
 */
export function addLastEdits(ctx: ImageContext): string[] {
  if (ctx.role !== 'install') return [];
  const edits = new EditSteps(ctx);
  for (const feature of distinct(ctx.options.disableFeatures)) {
    edits.add('disable-feature', `Disable the feature ${feature}`, { action: 'disable-feature', feature },
      { when: { kind: 'feature-unless', feature, states: disabled }, expects: { featureOff: feature } });
  }
  for (const pattern of distinct(ctx.options.removeCapabilities)) {
    edits.add('remove-capabilities', `Remove the capabilities ${pattern}`, { action: 'remove-capabilities', pattern }, { expects: { absent: { kind: 'capabilities', pattern } } });
  }
  for (const pattern of distinct(ctx.options.removeApps)) {
    edits.add('remove-apps', `Remove the provisioned apps ${pattern}`, { action: 'remove-apps', pattern }, { expects: { absent: { kind: 'apps', pattern } } });
  }
  for (const input of inputsOf(ctx, 'files')) {
    edits.add('lay-files', `Lay the files of ${input.name} over the image`, { action: 'lay-files', input: input.sha256, name: input.name },
      { expects: { holds: { kind: 'files', input: input.sha256 } } });
  }
  for (const input of inputsOf(ctx, 'registry')) {
    edits.add('import-registry', `Import the registry settings of ${input.name}`, { action: 'import-registry', input: input.sha256, name: input.name },
      { expects: { holds: { kind: 'registry', input: input.sha256 } } });
  }
  return edits.ids;
}

const present = ['Installed', 'InstallPending'];
const enabled = ['Enabled', 'EnablePending'];
const disabled = ['Disabled', 'DisablePending', 'DisabledWithPayloadRemoved'];

/** The inputs of a kind, each content once, in the order of the request. */
function inputsOf(ctx: ImageContext, kind: InputKind): InputInfo[] {
  return [...new Map(ctx.inputs.filter((input) => input.kind === kind).map((input) => [input.sha256, input])).values()];
}

/** Names that are one to Windows count once. */
function distinct(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
}

function refuseBoth({ options }: ImageContext): void {
  const off = options.disableFeatures.map((name) => name.toLowerCase());
  const both = options.features.find((name) => off.includes(name.toLowerCase()));
  if (both !== undefined) throw new ServicingError('usage', `The feature ${both} is to be enabled and disabled`);
}

function isNetfx3(name: string): boolean {
  return name.toLowerCase() === 'netfx3';
}

function refuseNetfx3AsFeature(ctx: ImageContext): void {
  if (ctx.options.netfx3) return;
  throw new ServicingError('usage', 'The feature NetFx3 (.NET Framework 3.5) is not enabled among other features', {
    advice: 'Use --netfx3: it comes after the cleanup of the component store, which fails once .NET Framework 3.5 waits for the first start.',
  });
}

function withoutSource(capability: string): ServicingError {
  return new ServicingError('usage', `The capability ${capability} has no source`, {
    hresult: '0x800f0954', advice: 'Name the folder with the features on demand of the same build by --source; nothing is downloaded.',
  });
}
