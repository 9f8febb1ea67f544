import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyFileKeepingTimes } from '../../files/copy-file.js';
import { applyCollected, collectNewer } from '../../files/copy-newer.js';
import { exists, foldCase, resolveNoCase } from '../../files/paths.js';
import { walk } from '../../files/walk.js';
import { mountOf } from '../context.js';
import { expandUpdate } from '../expand-update.js';
import type { ActionsFor, ActionTools } from './tools.js';
import { need, offer } from './tools.js';

/** Files out of images and updates into the media. */
export const fileActions: ActionsFor<'collect-newer' | 'collect-file' | 'collect-by-name' | 'collect-folder' | 'expand-update' | 'apply-files'> = {
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

  'collect-file': async (tools, action) => {
    const mount = mountOf(tools.context, tools.running.step.target);
    if (action.optional === true && (await resolveNoCase(mount, action.from)) === undefined) return [`the image has no ${action.from}`];
    await collect(tools, action.from, [action.to], action.adds === true);
    return [];
  },

  'collect-by-name': async (tools, action) => {
    const names = new Set(action.names.map(foldCase));
    const paths: string[] = [];
    for await (const entry of walk(tools.context.workspace.media, { signal: tools.context.signal })) {
      if (entry.kind === 'file' && names.has(foldCase(entry.path.slice(entry.path.lastIndexOf('/') + 1)))) paths.push(entry.path);
    }
    await collect(tools, action.from, paths, false);
    return paths;
  },

  'collect-folder': async (tools, action) => {
    const folder = await need(mountOf(tools.context, tools.running.step.target), action.from);
    const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => entry.name).sort();
    for (const name of names) await collect(tools, `${action.from}/${name}`, [`${action.to}/${withoutPart(name, action.without)}`], true);
    return [`${names.length} files`];
  },

  'expand-update': async (tools, action) => expandUpdate(tools, action),

  'apply-files': async ({ context }, action) => {
    const facts: string[] = [];
    for (const target of action.targets) {
      const { files } = context.workspace.target(target);
      if (!(await exists(files))) continue;
      const added = new Set((context.offered.get(target) ?? []).filter((file) => file.adds === true).map((file) => file.path));
      const applied = await applyCollected(files, context.workspace.media, { signal: context.signal, mayAdd: (path) => added.has(path) });
      for (const path of applied) facts.push(`${path} from ${target}`);
    }
    return facts;
  },
};

/** Copies one file of the mounted image for places of the media, before the image is dismounted. */
async function collect({ context, running }: ActionTools, from: string, places: readonly string[], adds: boolean): Promise<void> {
  const { target } = running.step;
  const source = await need(mountOf(context, target), from);
  for (const place of places) {
    const destination = join(context.workspace.target(target).files, place);
    await mkdir(dirname(destination), { recursive: true });
    await copyFileKeepingTimes(source, destination);
  }
  offer(context, target, places.map((path) => ({ path, reason: `the same as in ${target} ${from}`, ...(adds ? { adds } : {}) })));
}

/** `segmono_boot_EX.ttf` without `_EX` is `segmono_boot.ttf`. */
function withoutPart(name: string, part: string): string {
  const at = foldCase(name).lastIndexOf(foldCase(part));
  return at < 0 ? name : name.slice(0, at) + name.slice(at + part.length);
}
