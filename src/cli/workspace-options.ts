import { join } from 'node:path';
import type { Command } from 'commander';
import { defaultWorkspace } from '../run/workspace.js';
import { servicingRequestSchema } from '../schema/request.js';
import type { CliContext } from './context.js';
import { addRequestOptions, fieldsOf } from './request-options.js';
import { checkFields, collectValues } from './settings.js';

const keys = ['output', 'workspace', 'backend', 'powershell', 'dismPath'] as const;
const schema = servicingRequestSchema.pick({ workspace: true, backend: true, powershell: true, dismPath: true });

/** What names a workspace and how to reach DISM. */
export interface WorkspaceChoice {
  workspace: string;
  backend?: 'native' | 'rehearsal' | undefined;
  powershell?: string | undefined;
  dismPath?: string | undefined;
}

/** Adds the options that name a workspace: itself, or the output that it lies beside. */
export function addWorkspaceOptions(command: Command): void {
  addRequestOptions(command, keys);
}

/** The workspace that is meant; without a word, the one of outputs in the current folder. Throws `usage`. */
export async function chosenWorkspace(command: Command, context: CliContext): Promise<WorkspaceChoice> {
  const { output, ...values } = await collectValues(command, context.io, fieldsOf(keys));
  const { workspace, ...rest } = checkFields(schema, values);
  return { workspace: workspace ?? defaultWorkspace(output ?? join(context.io.cwd, 'output')), ...rest };
}
