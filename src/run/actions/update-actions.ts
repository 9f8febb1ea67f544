import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyFileKeepingTimes } from '../../files/copy-file.js';
import { applyCollected, collectNewer } from '../../files/copy-newer.js';
import { exists } from '../../files/paths.js';
import { ServicingError } from '../../schema/errors.js';
import { mountOf } from '../context.js';
import { packageFile } from '../package-file.js';
import type { ActionsFor } from './tools.js';
import { need, offer } from './tools.js';

/** Updates into images, files out of images into media. */
export const updateActions: ActionsFor<'add-package' | 'cleanup' | 'collect-newer' | 'collect-file' | 'apply-files'> = {
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
