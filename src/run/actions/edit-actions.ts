import { architectureSchema } from '../../schema/common.js';
import { mountOf } from '../context.js';
import { addCapability, presentApps, presentCapabilities } from '../edits/capabilities.js';
import { addDrivers } from '../edits/drivers.js';
import { layFiles } from '../edits/lay-files.js';
import { importRegistry } from '../edits/registry.js';
import { inputOf, sourceFolders } from '../input-path.js';
import type { ActionsFor, ActionTools } from './tools.js';
import { original } from './tools.js';

/** Features, capabilities, drivers, apps, files and settings of a mounted image. */
export const editActions: ActionsFor<
  'enable-feature' | 'disable-feature' | 'add-drivers' | 'add-capability' | 'remove-capabilities' | 'remove-apps'
  | 'lay-files' | 'import-registry'> = {
  'enable-feature': async (tools, action) => {
    const { context, running, dism } = tools;
    const source = await sourcesOf(tools, action);
    await dism((client) => client.enableFeature({
      path: mountOf(context, running.step.target), name: action.feature, source: source.length === 0 ? undefined : source, all: true, limitAccess: true,
    }));
    return [];
  },

  'disable-feature': async ({ context, running, dism }, action) => {
    await dism((client) => client.disableFeature({ path: mountOf(context, running.step.target), name: action.feature }));
    return [];
  },

  'add-drivers': async ({ context, running, dism }, action) => {
    const input = await inputOf(context, action.input);
    return addDrivers(dism, mountOf(context, running.step.target), input, architectureSchema.parse(context.plan.media.architecture));
  },

  'add-capability': async (tools, action) => {
    const { context, running, dism } = tools;
    return [`added ${await addCapability(dism, mountOf(context, running.step.target), action.capability, await sourcesOf(tools, action))}`];
  },

  'remove-capabilities': async ({ context, running, dism, warn }, action) => {
    const path = mountOf(context, running.step.target);
    const names = await presentCapabilities(dism, path, action.pattern);
    if (names.length === 0) warn(`The image has no capability ${action.pattern}; nothing was removed`);
    for (const name of names) await dism((client) => client.removeCapability({ path, name }));
    return names.map((name) => `removed ${name}`);
  },

  'remove-apps': async ({ context, running, dism, warn }, action) => {
    const path = mountOf(context, running.step.target);
    const names = await presentApps(dism, path, action.pattern);
    if (names.length === 0) warn(`The image has no provisioned app ${action.pattern}; nothing was removed`);
    for (const name of names) await dism((client) => client.removeApp({ path, name }));
    return names.map((name) => `removed ${name}`);
  },

  'lay-files': async ({ context, running }, action) =>
    layFiles(mountOf(context, running.step.target), await inputOf(context, action.input), context.signal),

  'import-registry': async ({ context, running }, action) => importRegistry(mountOf(context, running.step.target), await inputOf(context, action.input), {
    scratch: context.workspace.stepScratch(running.step.id), signal: context.signal,
  }),
};

/** Host paths of the media's folder and of the inputs that an action names as sources. */
async function sourcesOf(tools: ActionTools, action: { source?: string | undefined; sources?: readonly string[] | undefined }): Promise<string[]> {
  const own = action.source === undefined ? [] : [await original(tools, action.source)];
  return [...own, ...(await sourceFolders(tools.context, action.sources ?? []))];
}
