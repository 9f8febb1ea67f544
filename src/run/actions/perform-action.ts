import { namedFileError } from '../../files/file-error.js';
import type { Action } from '../../schema/plan.js';
import { editActions } from './edit-actions.js';
import { fileActions } from './file-actions.js';
import { languageActions } from './language-actions.js';
import { outputActions } from './output-actions.js';
import type { ActionName, ActionsFor, ActionTools } from './tools.js';
import { updateActions } from './update-actions.js';
import { wimActions } from './wim-actions.js';

/** Each action of a plan. */
const actions: ActionsFor<ActionName> = { ...wimActions, ...updateActions, ...fileActions, ...editActions, ...languageActions, ...outputActions };

/**
 * Runs the action of a step.
 * @returns facts for the report
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
