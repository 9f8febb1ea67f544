import type { ReportedRun } from './reported-run.js';
import { repeatCommand, resumeCommand } from './repeat-command.js';

/** What to do next, in the order in which to do it; with the command where one does it. */
export interface NextStep { readonly text: string; readonly command?: string }

/** Whether anything more will come of the run. */
export function isEnded({ status }: Pick<ReportedRun, 'status'>): boolean {
  return status !== 'running';
}

/** What whoever reads of the run does now. */
export function nextSteps(run: ReportedRun): NextStep[] {
  const { status } = run;
  if (status === 'running') return [{ text: 'Nothing is finished yet. Make this page again for how far it is:', command: `offline-servicing report ${run.runId}` }];
  if (status === 'killed') return [{ text: 'The originals are untouched. Go on from what it had finished; what it left mounted is discarded first:', command: resumeCommand(run) }];
  if (status === 'cancelled') return [{ text: 'The originals are untouched. Go on from what it had finished:', command: resumeCommand(run) }];
  if (status === 'failed') return failed(run);
  if (run.plan.upToDate !== undefined) return [{ text: 'The media can be used as it is.' }];
  return run.rehearsed
    ? [{ text: 'The plan holds. Do it on Windows with the same options:', command: repeatCommand(run).replace(/ --backend rehearsal/u, '') }]
    : [{ text: 'The media is ready. Hand this page on with it.' }];
}

/** Where, and with which code, so far as the message does not say it. */
function whatFailed({ message, hresult, symbol, target, step }: ReportedRun['errors'][number]): string {
  const code = hresult === undefined || message.includes(hresult) ? '' : ` (${[hresult, symbol].filter(Boolean).join(' ')})`;
  return `${target === undefined || step?.startsWith(`${target}/`) === true ? '' : `${target}: `}${step === undefined ? '' : `${step}: `}${message}${code}`;
}

function failed(run: ReportedRun): NextStep[] {
  const [error] = run.errors;
  return [
    ...(error === undefined ? [] : [{ text: `What failed: ${whatFailed(error)}` }]),
    ...(error?.advice === undefined ? [] : [{ text: `What to do: ${error.advice}` }]),
    { text: 'Then go on from what it had finished:', command: resumeCommand(run) },
  ];
}
