import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { WorkspaceRun } from '../clean-workspace.js';
import { defaultWorkspace } from '../run/workspace.js';
import { workspaceFields } from '../schema/commands/shared.js';
import { ServicingError } from '../schema/errors.js';
import { servicingRequestSchema } from '../schema/request.js';
import type { CliContext } from './context.js';
import { fieldsOf } from './request-options.js';
import { checkFields, collectValues } from './settings.js';

const schema = servicingRequestSchema.pick({ workspace: true, backend: true, powershell: true, dismPath: true });

/** What names a workspace and how to reach DISM. */
export interface WorkspaceChoice {
  workspace: string;
  /** Absolute path of the output that was named. */
  output?: string | undefined;
  backend?: 'native' | 'rehearsal' | undefined;
  powershell?: string | undefined;
  dismPath?: string | undefined;
}

/** The workspace that is meant; without a word, the one of outputs in the current folder. Throws `usage`. */
export async function chosenWorkspace(command: Command, context: CliContext): Promise<WorkspaceChoice> {
  const { output, ...values } = await collectValues(command, context.io, fieldsOf(workspaceFields));
  const { workspace, ...rest } = checkFields(schema, values);
  const named = typeof output === 'string' ? resolve(context.io.cwd, output) : undefined;
  return { workspace: workspace ?? defaultWorkspace(named ?? join(context.io.cwd, 'output')), ...(named === undefined ? {} : { output: named }), ...rest };
}

/** The refusal of a run that a workspace does not have, with those that it has. */
export function unknownRun(id: string | undefined, workspace: string, runs: readonly WorkspaceRun[]): ServicingError {
  return new ServicingError('usage', id === undefined ? `There is no run to go on with in ${workspace}` : `There is no run ${id} in ${workspace}`, {
    details: runs.map((run) => `${run.id}: ${run.status}, started ${run.startedAt ?? 'at an unknown time'}`),
    advice: 'Name the workspace with --workspace, or the output that it lies beside with --output.',
  });
}
