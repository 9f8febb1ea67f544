import { ServicingError } from '../../schema/errors.js';
import { mountOf } from '../context.js';
import { packageFile } from '../package-file.js';
import type { ActionsFor } from './tools.js';

/** Updates into images. */
export const updateActions: ActionsFor<'add-package' | 'cleanup'> = {
  'add-package': async ({ context, running, dism, warn }, action) => {
    const { target } = running.step;
    const packagePath = await packageFile(context, target, action);
    try {
      await dism((client) => client.addPackage({ path: mountOf(context, target), packagePath }));
      return [];
    } catch (error) {
      if (!(error instanceof ServicingError) || error.hresult === undefined || action.tolerates?.includes(error.hresult) !== true) throw error;
      // The proof of the step decides whether it did its work all the same.
      warn(`${action.file} ended with ${error.hresult}, which combined updates do in Windows PE; what counts is whether its servicing stack is in.`);
      return [`tolerated: ${error.hresult} ${error.symbol ?? ''}`.trimEnd()];
    }
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
};
