import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ExportOptions } from '../../dism/client-options.js';
import { clearReadOnly } from '../../files/copy-file.js';
import { toolVersion } from '../../files/package-root.js';
import { exists, resolveNoCase } from '../../files/paths.js';
import { removeTree } from '../../files/remove-tree.js';
import { sizeText } from '../../files/size-text.js';
import { rehearsalMark } from '../../schema/common.js';
import type { Action } from '../../schema/plan.js';
import { mountOf } from '../context.js';
import { saveAndDismount } from '../dismount.js';
import { overwriteInPlace } from '../overwrite.js';
import { takeFromMedia } from '../take-from-media.js';
import { expectDismounted, expectImages, expectMounted } from '../proof-images.js';
import type { ActionsFor } from './tools.js';
import { need, original } from './tools.js';

/** Images between WIM files, mounts and media. */
export const wimActions: ActionsFor<'copy-media' | 'export-source' | 'mount' | 'take-winre' | 'put-winre' | 'save' | 'export-target' | 'assemble-image' | 'keep-image'> = {
  'copy-media': async ({ context, progress }, action) => {
    const copied = await context.original.copyTo(context.workspace.media, {
      except: action.except, signal: context.signal, onProgress: (done, total) => { progress(total === 0 ? 100 : (done / total) * 100, undefined, { done, total }); },
    });
    const mark = join(context.workspace.media, rehearsalMark);
    if (context.backend === 'rehearsal' && !(await exists(mark))) {
      await writeFile(mark, `${JSON.stringify({ kind: 'rehearsed', tool: 'offline-servicing', version: toolVersion() }, null, 2)}\n`);
    }
    return [`${copied.files} files, ${sizeText(copied.bytes)}`];
  },

  'export-source': async (tools, action) => {
    const { context, running, dism } = tools;
    const places = context.workspace.target(running.step.target);
    await mkdir(places.folder, { recursive: true });
    const source = await original(tools, action.wim);
    await dism((client) => client.exportImage({
      source, index: action.index, destination: places.wim, compression: 'max', parts: partsPattern(source, action.parts),
    }));
    await expectImages(places.wim, 1);
    return [];
  },

  'mount': async ({ context, running, dism }) => {
    const places = context.workspace.target(running.step.target);
    await mkdir(places.mount, { recursive: true });
    // Registered first: a mount that fails half-way may still be there to discard.
    context.mounts.set(running.step.target, places.mount);
    await dism((client) => client.mountImage({ imagePath: places.wim, index: 1, path: places.mount }));
    await expectMounted(places.mount);
    context.events.emit({ type: 'mount-opened', target: running.step.target, path: places.mount, wim: places.wim });
    return [];
  },

  'take-winre': async ({ context, running }, action) => {
    const { target } = running.step;
    const places = context.workspace.target(action.winre);
    await mkdir(places.folder, { recursive: true });
    // The image of an earlier run holds the winre.wim of that run.
    if (!context.mounts.has(target) || context.cache?.beginsWithKept(target) === true) {
      await takeFromMedia(context, target, { path: action.path, to: places.wim });
      return ['out of the original media'];
    }
    await copyFile(await need(mountOf(context, target), action.path), places.wim);
    await clearReadOnly(places.wim);
    return [];
  },

  'put-winre': async ({ context, running }, action) => {
    const destination = await need(mountOf(context, running.step.target), action.path);
    await overwriteInPlace(context.workspace.target(action.winre).exported, destination, context.signal);
    return [];
  },

  'save': async ({ context, running, dism, warn }) => {
    const { target } = running.step;
    const path = mountOf(context, target);
    const facts = await saveAndDismount(dism, { path, wim: context.workspace.target(target).wim }, { signal: context.signal, warn });
    await expectDismounted(path);
    context.mounts.delete(target);
    context.events.emit({ type: 'mount-closed', target, path, saved: true });
    return facts;
  },

  'export-target': async ({ context, running, dism }) => {
    const places = context.workspace.target(running.step.target);
    // No integrity table: the WIM around it has one, and images carry winre.wim without.
    await dism((client) => client.exportImage({ source: places.wim, index: 1, destination: places.exported, compression: 'max' }));
    await expectImages(places.exported, 1);
    const [before, after] = await Promise.all([sizeOf(places.wim), sizeOf(places.exported)]);
    return [`${before} bytes before, ${after} bytes after`];
  },

  'assemble-image': async ({ context, dism }, action) => {
    const places = context.workspace.target(action.from);
    const destination = await placeFor(context.workspace.media, action.wim);
    await dism((client) => client.exportImage({ source: places.wim, index: 1, destination, ...exportOptions(action) }));
    await expectImages(destination, action.position);
    // The private WIM has served; two of them side by side are what fills disks.
    await removeTree(places.wim);
    return [];
  },

  'keep-image': async (tools, action) => {
    const { context, dism } = tools;
    const source = await original(tools, action.from);
    const destination = await placeFor(context.workspace.media, action.wim);
    await dism((client) => client.exportImage({
      source, index: action.index, destination, parts: partsPattern(source, action.parts), ...exportOptions(action),
    }));
    await expectImages(destination, action.position);
    return [];
  },
};

function exportOptions({ compression, bootable, name }: Pick<Extract<Action, { action: 'assemble-image' }>, 'compression' | 'bootable' | 'name'>): Pick<ExportOptions, 'compression' | 'checkIntegrity' | 'setBootable' | 'name'> {
  return { compression, checkIntegrity: true, setBootable: bootable, name };
}

/** The file that images are appended to: as the media has it, or new in a folder that the media has. */
async function placeFor(media: string, wim: string): Promise<string> {
  return (await resolveNoCase(media, wim)) ?? join(await need(media, dirname(wim)), basename(wim));
}

/** The pattern of the parts as a host path: the first part was found already, its folder is theirs. */
function partsPattern(first: string, parts: string | undefined): string | undefined {
  return parts === undefined ? undefined : join(dirname(first), basename(parts));
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size;
}
