import type { Command } from 'commander';
import type { WorkspaceRun } from '../../clean-workspace.js';
import { runsCommand } from '../../schema/commands/runs.js';
import type { CliContext, OutputOptions } from '../context.js';
import { runsText } from '../render/workspace-text.js';
import { addCommand } from '../registered-command.js';
import { chosenWorkspace, unknownRun } from '../workspace-options.js';

/** A run as the JSON document lists it: what was asked for, in short, and how far it came. */
function listed({ id, status, startedAt, steps, folder, bytes, recovered, planDigest, request }: WorkspaceRun): Record<string, unknown> {
  return { id, status, startedAt, steps, folder, bytes, recovered, planDigest, media: request?.media, output: request?.output, backend: request?.backend };
}

/** `runs`: which runs a workspace knows. Reads only. */
export function addRunsCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, runsCommand);
  command.action(async (id: string | undefined, options: OutputOptions) => {
    const engine = await context.loadEngine();
    const { workspace, runs } = await engine.inspectWorkspace(await chosenWorkspace(command, context));
    const meant = runs.filter((run) => id === undefined || run.id === id);
    if (id !== undefined && meant.length === 0) throw unknownRun(id, workspace, runs);
    if (options.json === true) context.printJson({ workspace, runs: meant.map(listed) });
    else context.print(runsText({ workspace, runs: meant }, context.style(options), context.width()));
  });
}
