import type { RuleBench } from './rule-bench.js';

/**
 * How sure we are that the real module behaves so: recorded from it on Windows, told by its vendor's documentation,
 * reported by users (issues, forums, tools that handle it), or assumed.
 */
export const evidenceKinds = ['recorded', 'vendor', 'user-report', 'assumed'] as const;
export type Evidence = (typeof evidenceKinds)[number];

/** One rule by which DISM behaves, and how to see that the rehearsal behaves so too. */
export interface Rule {
  /** Short and stable, `kebab-case`. */
  id: string;
  /** What holds, in one sentence. */
  sentence: string;
  /** HRESULT of the call that the rule is about, in lower case; `success` where the point is that it succeeds. */
  hresult: `0x${string}` | 'success';
  evidence: Evidence;
  /** Where the evidence is: a page, a thread, a header. */
  source: string;
  /** What this machine must allow; default true. The rule stands all the same where it cannot be run. */
  canRun?: boolean;
  /** Brings it about; gives the HRESULT of the call in question (undefined is success) after checking all else. */
  run: (bench: RuleBench) => Promise<string | undefined>;
}
