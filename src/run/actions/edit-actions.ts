import { mountOf } from '../context.js';
import type { ActionsFor } from './tools.js';
import { need } from './tools.js';

/** Features, capabilities, drivers, apps, files and settings of a mounted image. */
export const editActions: ActionsFor<'enable-feature'> = {
  'enable-feature': async ({ context, running, dism }, action) => {
    const source = await need(context.media, action.source);
    await dism((client) => client.enableFeature({
      path: mountOf(context, running.step.target), name: action.feature, source: [source], all: true, limitAccess: true,
    }));
    return [];
  },
};
