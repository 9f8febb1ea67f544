import type { ServicingResult, StepResult } from '../schema/result.js';

/** A step as far as it is known: one may be under way. */
export type ReportedStep = Omit<StepResult, 'status'> & { status: StepResult['status'] | 'running' };

/** A run that is to be shown: a result, or what its journal says of one that has none (yet). */
export interface ReportedRun extends Omit<ServicingResult, 'status' | 'steps'> {
  /** `running` while its process is at work, `killed` where it went without a word. */
  readonly status: ServicingResult['status'] | 'running' | 'killed';
  readonly steps: ReportedStep[];
  /** Of a run without an end the moment that is shown: now, or its last event. */
  readonly finishedAt: string;
}

/** What lies beside a page, so that it can link to it. */
export interface ReportOptions {
  /**
   * From the folder of the page to that of the run or its output, with `/`, e.g. `../refreshed`; empty where the page lies in
   * it.
   */
  readonly base?: string;
  /**
   * Files of that folder that are there, relative with `/`. Without it the page links to what every run leaves: its
   * logs, and its result.
   */
  readonly files?: readonly string[];
}
