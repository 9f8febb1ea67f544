import type { Command } from 'commander';
import { ServicingError } from '../../schema/errors.js';
import type { WorkspaceRun } from '../../clean-workspace.js';
import type { CliContext } from '../context.js';
import { addExamples, addRunOptions } from '../request-options.js';
import { checkRunOptions, serviceRequest } from '../service-request.js';
import type { RunOptions } from '../service-request.js';
import { addWorkspaceOptions, chosenWorkspace } from '../workspace-options.js';

/** The run that is meant: by id, or the latest that did not end well. */
function chooseRun(runs: readonly WorkspaceRun[], id: string | undefined, workspace: string): WorkspaceRun {
  const run = id === undefined ? runs.find((candidate) => candidate.status !== 'done') : runs.find((candidate) => candidate.id === id);
  if (run !== undefined) return run;
  throw new ServicingError('usage', id === undefined ? `There is no run to go on with in ${workspace}` : `There is no run ${id} in ${workspace}`, {
    details: runs.map((candidate) => `${candidate.id}: ${candidate.status}, started ${candidate.startedAt ?? 'at an unknown time'}`),
    advice: 'Name the workspace with --workspace, or the output that it lies beside with --output.',
  });
}

async function resume(id: string | undefined, command: Command, context: CliContext, options: RunOptions): Promise<void> {
  checkRunOptions(options);
  const { workspace } = await chosenWorkspace(command, context);
  const engine = await context.loadEngine();
  const { runs } = await engine.inspectWorkspace({ workspace });
  const run = chooseRun(runs, id, workspace);
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
  const command = program.command('resume').argument('[run]', 'Six characters of the run; default: the latest that did not end well')
    .description('Go on with a run that was killed, interrupted or failed');
  addWorkspaceOptions(command);
  command.option('--yes', 'Do not ask before starting');
  addRunOptions(command);
  addExamples(command, [
    ['After a power cut', 'offline-servicing resume --output C:\\refreshed'],
    ['One of several', 'offline-servicing resume k3x9qa --workspace D:\\work'],
  ]);
  command.action(async (id: string | undefined, options: RunOptions) => { await resume(id, command, context, options); });
}
