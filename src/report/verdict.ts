import { countOf } from './format.js';
import type { ReportedRun } from './reported-run.js';

/** What every door says about rehearsed media. */
export const rehearsedNotice = 'This media was made by the rehearsal, an emulated Dism module. It is not patched Windows and must '
  + 'not be deployed.';

/** A moment for people: `2026-11-24 09:12:30 UTC`. */
export function formatTime(iso: string): string {
  return /^\d{4}-\d\d-\d\dT/u.test(iso) ? `${iso.slice(0, 19).replace('T', ' ')} UTC` : iso;
}

/** The verdict of a run in one sentence, the same words in the report and on the command line. */
export function verdictOf(run: ReportedRun): { good: boolean; text: string } {
  const failed = run.checks.filter((check) => !check.ok).length;
  const done = run.steps.filter((step) => step.status === 'done' || step.status === 'skipped' || step.status === 'cached').length;
  if (run.status === 'running') return { good: true, text: `Running: ${done} of ${countOf(run.plan.steps.length, 'step')} done as of ${formatTime(run.finishedAt)}` };
  if (run.status === 'killed') return { good: false, text: `Ended without a word after ${countOf(done, 'step')}: no media was made` };
  if (run.status === 'cancelled') return { good: false, text: 'Cancelled: no media was made' };
  if (failed > 0) return { good: false, text: `Verification failed: ${failed} of ${countOf(run.checks.length, 'check')}` };
  if (run.status === 'failed') return { good: false, text: 'Servicing failed: no media was made, and the originals are untouched' };
  if (run.plan.upToDate !== undefined) return { good: true, text: `Nothing to do: ${run.plan.upToDate}` };
  const checks = run.checks.length === 0 ? 'no checks were made' : `${countOf(run.checks.length, 'check')} passed`;
  return { good: true, text: `${run.rehearsed ? 'Rehearsed' : 'Done'} and verified: ${checks}` };
}
