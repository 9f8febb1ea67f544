import type { Command } from 'commander';
import type { WorkspaceRun } from '../../clean-workspace.js';
import type { CliContext, OutputOptions } from '../context.js';
import { runsText } from '../render/workspace-text.js';
import { addExamples, addOutputOptions, addRequestOptions } from '../request-options.js';
import { chosenWorkspace } from '../workspace-options.js';

/** A run as the JSON document lists it: what was asked for, in short, and how far it came. */
function listed({ id, status, startedAt, steps, folder, bytes, recovered, planDigest, request }: WorkspaceRun): Record<string, unknown> {
  return { id, status, startedAt, steps, folder, bytes, recovered, planDigest, media: request?.media, output: request?.output, backend: request?.backend };
}

/** `runs`: which runs a workspace knows. Reads only. */
export function addRunsCommand(program: Command, context: CliContext): void {
  const command = program.command('runs')
    .description('List the runs of a workspace: the one under way, and those that left a folder');
  addRequestOptions(command, ['output', 'workspace']);
  addOutputOptions(command);
  addExamples(command, [
    ['Runs of an output', 'offline-servicing runs --output C:\\refreshed'],
    ['Ids of those that can be resumed', 'offline-servicing runs --workspace D:\\work --json | jq -r ".runs[] | select(.status!=\\"done\\") | .id"'],
  ]);
  command.action(async (options: OutputOptions) => {
    const engine = await context.loadEngine();
    const { workspace, runs } = await engine.inspectWorkspace(await chosenWorkspace(command, context));
    if (options.json === true) context.printJson({ workspace, runs: runs.map(listed) });
    else context.print(runsText({ workspace, runs }, context.style(options), context.width()));
  });
}
