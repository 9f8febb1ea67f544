import type { Command } from 'commander';
import { ServicingError } from '../../schema/errors.js';
import type { WorkspaceRun } from '../../clean-workspace.js';
import { resumeCommand } from '../../schema/commands/runs.js';
import type { CliContext } from '../context.js';
import { addCommand } from '../registered-command.js';
import { checkRunOptions, serviceRequest } from '../service-request.js';
import type { RunOptions } from '../service-request.js';
import { chosenWorkspace, unknownRun } from '../workspace-options.js';
import type { WorkspaceChoice } from '../workspace-options.js';

/** The run that is meant: by id, or the latest that did not end well, of the output where one was named. */
function chooseRun(runs: readonly WorkspaceRun[], id: string | undefined, { workspace, output }: WorkspaceChoice): WorkspaceRun {
  const ended = runs.filter((run) => run.status !== 'done' && run.status !== 'running');
  const run = id === undefined ? ended.find((candidate) => output === undefined || candidate.request?.output === output) : runs.find((candidate) => candidate.id === id);
  if (run !== undefined) return run;
  throw unknownRun(id, workspace, runs);
}

async function resume(id: string | undefined, command: Command, context: CliContext, options: RunOptions): Promise<void> {
  checkRunOptions(options);
  const choice = await chosenWorkspace(command, context);
  const { workspace } = choice;
  const engine = await context.loadEngine();
  const { runs } = await engine.inspectWorkspace({ workspace });
  const run = chooseRun(runs, id, choice);
  if (run.request === undefined) {
    throw new ServicingError('usage', `What run ${run.id} was asked for cannot be read any more`, {
      details: [run.folder], advice: 'Give the command of that run again: what it has finished is kept all the same.',
    });
  }
  context.note(`Going on with run ${run.id}: ${run.request.media} -> ${run.request.output}`);
  await serviceRequest({ ...run.request, workspace }, context, options, (plan) => {
    if (run.planDigest !== undefined && run.planDigest !== plan.digest) {
      context.note('Media or updates are not what they were then: what differs is done again.');
    }
  });
}

/** `resume`: the same request again; what the earlier run has finished is not done twice. */
export function addResumeCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, resumeCommand);
  command.action(async (id: string | undefined, options: RunOptions) => { await resume(id, command, context, options); });
}
