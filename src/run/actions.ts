import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DismClient } from '../dism/client.js';
import { clearReadOnly, copyFileKeepingTimes } from '../files/copy-file.js';
import { applyCollected, collectNewer } from '../files/copy-newer.js';
import { copyTree } from '../files/copy-tree.js';
import { namedFileError } from '../files/file-error.js';
import { exists, resolveNoCase } from '../files/paths.js';
import { removeTree } from '../files/remove-tree.js';
import { toolVersion } from '../files/package-root.js';
import { rehearsalMark } from '../schema/common.js';
import { ServicingError } from '../schema/errors.js';
import type { Action, TargetId } from '../schema/plan.js';
import type { OfferedFile, RunContext, RunningStep } from './context.js';
import { mountOf } from './context.js';
import { saveAndDismount } from './dismount.js';
import { overwriteInPlace } from './overwrite.js';
import { packageFile } from './package-file.js';

/** What an action works with: the run, its step, and a way to DISM that leases a session for one call. */
export interface ActionTools {
  readonly context: RunContext;
  readonly running: RunningStep;
  dism<T>(work: (client: DismClient) => Promise<T>): Promise<T>;
  progress(percent: number, activity?: string): void;
  warn(message: string): void;
}

type ActionOf<N extends Action['action']> = Extract<Action, { action: N }>;
type Actions = { readonly [N in Action['action']]: (tools: ActionTools, action: ActionOf<N>) => Promise<string[]> };

/** Each action of a plan; the strings are facts for the report. */
const actions: Actions = {
  'copy-media': async ({ context, progress }, action) => {
    const copied = await copyTree(context.media, context.workspace.media, {
      except: action.except, signal: context.signal, onProgress: (done, total) => { progress(total === 0 ? 100 : (done / total) * 100); },
    });
    const mark = join(context.workspace.media, rehearsalMark);
    if (context.backend === 'rehearsal' && !(await exists(mark))) {
      await writeFile(mark, `${JSON.stringify({ kind: 'rehearsed', tool: 'offline-servicing', version: toolVersion() }, null, 2)}\n`);
    }
    return [`${copied.files} files, ${copied.bytes} bytes`];
  },

  'export-source': async ({ context, running, dism }, action) => {
    const places = context.workspace.target(running.step.target);
    await mkdir(places.folder, { recursive: true });
    const source = await need(context.media, action.wim);
    await dism((client) => client.exportImage({ source, index: action.index, destination: places.wim, compression: 'max' }));
    return [];
  },

  'mount': async ({ context, running, dism }) => {
    const places = context.workspace.target(running.step.target);
    await mkdir(places.mount, { recursive: true });
    // Registered first: a mount that fails half-way may still be there to discard.
    context.mounts.set(running.step.target, places.mount);
    await dism((client) => client.mountImage({ imagePath: places.wim, index: 1, path: places.mount }));
    context.events.emit({ type: 'mount-opened', target: running.step.target, path: places.mount, wim: places.wim });
    return [];
  },

  'take-winre': async ({ context, running }, action) => {
    const source = await need(mountOf(context, running.step.target), action.path);
    const places = context.workspace.target(action.winre);
    await mkdir(places.folder, { recursive: true });
    await copyFile(source, places.wim);
    await clearReadOnly(places.wim);
    return [];
  },

  'put-winre': async ({ context, running }, action) => {
    const destination = await need(mountOf(context, running.step.target), action.path);
    await overwriteInPlace(context.workspace.target(action.winre).exported, destination, context.signal);
    return [];
  },

  'add-package': async ({ context, running, dism }, action) => {
    const packagePath = await packageFile(context, action.update, action.file);
    await dism((client) => client.addPackage({ path: mountOf(context, running.step.target), packagePath }));
    return [];
  },

  'cleanup': async ({ context, running, dism, warn }, action) => {
    const path = mountOf(context, running.step.target);
    try {
      await dism((client) => client.cleanupImage({ path, resetBase: action.resetBase, defer: action.defer }));
      return [];
    } catch (error) {
      if (!action.pendingIsWarning || !(error instanceof ServicingError) || error.hresult !== '0x800f0806') throw error;
      warn(`The component store was not cleaned, because the image has pending operations (${error.hresult} ${error.symbol ?? 'CBS_E_PENDING'}). It is larger than it could be; original media without .NET Framework 3.5 can be cleaned.`);
      return ['not cleaned: pending operations'];
    }
  },

  'collect-newer': async ({ context, running, warn }, action) => {
    const { target } = running.step;
    const from = await need(mountOf(context, target), action.from);
    const to = await need(context.workspace.media, action.to);
    const files = await collectNewer(from, to, join(context.workspace.target(target).files, action.to), { signal: context.signal });
    for (const file of files) if (file.note !== undefined) warn(`${action.to}/${file.path}: ${file.note}`);
    offer(context, target, files.map((file) => ({
      path: `${action.to}/${file.path}`,
      reason: file.rule === 'newer' ? `newer in ${action.from}: ${file.fromTime} over ${file.toTime}` : `same time, other size in ${action.from}: ${file.fromSize} over ${file.toSize} bytes`,
    })));
    return files.map((file) => `${action.to}/${file.path} (${file.rule})`);
  },

  'collect-file': async ({ context, running }, action) => {
    const { target } = running.step;
    const source = await need(mountOf(context, target), action.from);
    const destination = join(context.workspace.target(target).files, action.to);
    await mkdir(dirname(destination), { recursive: true });
    await copyFileKeepingTimes(source, destination);
    offer(context, target, [{ path: action.to, reason: `the same as in ${target} ${action.from}` }]);
    return [];
  },

  'enable-feature': async ({ context, running, dism }, action) => {
    const source = await need(context.media, action.source);
    await dism((client) => client.enableFeature({
      path: mountOf(context, running.step.target), name: action.feature, source: [source], all: true, limitAccess: true,
    }));
    return [];
  },

  'save': async ({ context, running, dism, warn }) => {
    const { target } = running.step;
    const path = mountOf(context, target);
    const facts = await saveAndDismount(dism, { path, wim: context.workspace.target(target).wim }, { signal: context.signal, warn });
    context.mounts.delete(target);
    context.events.emit({ type: 'mount-closed', target, path, saved: true });
    return facts;
  },

  'export-target': async ({ context, running, dism }) => {
    const places = context.workspace.target(running.step.target);
    // No integrity table: the WIM around it has one, and images carry winre.wim without.
    await dism((client) => client.exportImage({ source: places.wim, index: 1, destination: places.exported, compression: 'max' }));
    const [before, after] = await Promise.all([sizeOf(places.wim), sizeOf(places.exported)]);
    return [`${before} bytes before, ${after} bytes after`];
  },

  'assemble-image': async ({ context, dism }, action) => {
    const places = context.workspace.target(action.from);
    const folder = await need(context.workspace.media, dirname(action.wim));
    const destination = (await resolveNoCase(context.workspace.media, action.wim)) ?? join(folder, action.wim.slice(action.wim.lastIndexOf('/') + 1));
    await dism((client) => client.exportImage({
      source: places.wim, index: 1, destination, compression: 'max', checkIntegrity: true, setBootable: action.bootable, name: action.name,
    }));
    // The private WIM has served; two of them side by side are what fills disks.
    await removeTree(places.wim);
    return [];
  },

  'apply-files': async ({ context }, action) => {
    const facts: string[] = [];
    for (const target of action.targets) {
      const { files } = context.workspace.target(target);
      if (!(await exists(files))) continue;
      for (const path of await applyCollected(files, context.workspace.media, { signal: context.signal })) facts.push(`${path} from ${target}`);
    }
    return facts;
  },
};

/**
 * Runs the action of a step.
 * @throws ServicingError `disk-space`, `permission`, those of the Dism client; the file system's own error otherwise
 */
export async function performAction(tools: ActionTools): Promise<string[]> {
  const action = tools.running.step.do;
  const perform = actions[action.action] as (tools: ActionTools, action: Action) => Promise<string[]>;
  try {
    return await perform(tools, action);
  } catch (error) {
    throw namedFileError(error, 'write');
  }
}

function offer(context: RunContext, target: TargetId, files: OfferedFile[]): void {
  context.offered.set(target, [...(context.offered.get(target) ?? []), ...files]);
}

/** A file or folder below a root, matched without case. */
async function need(root: string, relative: string): Promise<string> {
  const found = await resolveNoCase(root, relative);
  if (found !== undefined) return found;
  throw new ServicingError('servicing', `${relative} is not there`, { details: [`looked in ${root}`] });
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size;
}
