import type { RunEvent } from '../schema/event.js';
import { countOf, formatDuration } from './format.js';

export type EventLevel = 'info' | 'warning' | 'error';

/** An event as one line of text, with the target it belongs to. */
export interface EventText {
  level: EventLevel;
  text: string;
  target?: string;
  step?: string;
}

/** What a phase of a run does, in words. */
export const phaseTexts: Readonly<Record<Extract<RunEvent, { type: 'phase' }>['phase'], string>> = {
  inspect: 'Inspecting the media',
  scan: 'Reading the updates',
  plan: 'Planning',
  preflight: 'Checking what can be known to fail before anything is mounted',
  run: 'Servicing',
  verify: 'Verifying the finished media',
  publish: 'Moving the result to the output folder',
  report: 'Writing the report',
};

type ErrorFields = Extract<RunEvent, { type: 'step-failed' }>['error'];

/** `message (0x800f081e CBS_E_NOT_APPLICABLE)`. */
function errorLine(error: ErrorFields): string {
  const code = [error.hresult, error.symbol].filter((part) => part !== undefined && part !== '').join(' ');
  return code === '' ? error.message : `${error.message} (${code})`;
}

function finishedText(event: Extract<RunEvent, { type: 'run-finished' }>): EventText {
  const took = formatDuration(event.durationMs);
  if (event.status === 'done') return { level: 'info', text: `Run finished after ${took}` };
  const why = event.error === undefined ? '' : `: ${errorLine(event.error)}`;
  if (event.status === 'cancelled') return { level: 'warning', text: `Run cancelled after ${took}${why}` };
  return { level: 'error', text: `Run failed after ${took}${why}` };
}

/** The sentence for an event; nothing for progress, which is a picture and not a line. */
export function describeEvent(event: RunEvent): EventText | undefined {
  switch (event.type) {
    case 'run-started':
      return {
        level: 'info',
        text: `Run ${event.runId} started: ${countOf(event.steps, 'step')}, backend ${event.backend}, version ${event.toolVersion}; `
          + `workspace ${event.workspace}; output ${event.output}`,
      };
    case 'phase':
      return { level: 'info', text: phaseTexts[event.phase] };
    case 'session-opened':
      return {
        level: 'info',
        text: `Session with PowerShell ${event.powershell} ${event.edition} (process ${event.pid}), Dism ${event.dismVersion} from ${event.dismPath}`,
      };
    case 'step-started':
      return { level: 'info', text: `Started: ${event.title}`, target: event.target, step: event.step };
    case 'step-progress': case 'phase-progress':
      return undefined;
    case 'step-skipped':
      return { level: 'info', text: `Skipped: ${event.reason}`, target: event.target, step: event.step };
    case 'step-finished':
      return {
        level: 'info',
        text: [`Finished in ${formatDuration(event.durationMs)}`, ...event.facts].join('; '),
        target: event.target, step: event.step,
      };
    case 'step-failed':
      return {
        level: 'error', text: `Failed after ${formatDuration(event.durationMs)}: ${errorLine(event.error)}`,
        target: event.target, step: event.step,
      };
    case 'mount-opened':
      return { level: 'info', text: `Mounted ${event.wim} at ${event.path}`, target: event.target };
    case 'mount-closed':
      return { level: 'info', text: `Dismounted ${event.path}, ${event.saved ? 'saved' : 'discarded'}`, target: event.target };
    case 'target-finished':
      return { level: 'info', text: 'Target finished', target: event.target };
    case 'target-restored':
      return { level: 'info', text: `Kept from run ${event.madeBy} (${event.madeAt.slice(0, 16).replace('T', ' ')} UTC): ${event.steps.length} steps need not be done again`, target: event.target };
    case 'warning':
      return {
        level: 'warning', text: event.message,
        ...(event.target === undefined ? {} : { target: event.target }),
        ...(event.step === undefined ? {} : { step: event.step }),
      };
    case 'check':
      return { level: event.ok ? 'info' : 'error', text: `Check ${event.ok ? 'passed' : 'FAILED'}: ${event.title}: ${event.evidence}` };
    case 'run-finished':
      return finishedText(event);
  }
}
