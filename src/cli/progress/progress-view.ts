import type { RunEstimate } from '../../run/estimate-run.js';
import type { RunEvent } from '../../schema/event.js';
import type { Plan } from '../../schema/plan.js';

/** Shows a run while it goes on. All output goes to stderr. */
export interface ProgressView {
  setPlan(plan: Plan, estimate?: RunEstimate): void;
  event(event: RunEvent): void;
  /** A line of the command itself, e.g. that Ctrl+C was understood. */
  note(text: string): void;
  /** Ends the view; nothing is written afterwards. `erase` takes away what is drawn, for something else to be shown. */
  close(options?: { erase?: boolean }): void;
}

/** `H:MM:SS` of a duration in milliseconds. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
