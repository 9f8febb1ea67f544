import { z } from 'zod';
import { errorReportSchema } from './common.js';
import { sessionUseSchema } from './session-use.js';

const phaseSchema = z.enum(['inspect', 'scan', 'plan', 'preflight', 'run', 'verify', 'publish', 'report']);
/** Of a copy. */
const bytesSchema = z.object({ done: z.number().int().nonnegative(), total: z.number().int().nonnegative() });

const base = { v: z.literal(1), seq: z.number().int(), time: z.string(), runId: z.string() };

/** The one stream that journal, progress view, logs and report read. Progress is never journalled. */
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({ ...base, type: z.literal('run-started'), planDigest: z.string(), backend: z.string(), toolVersion: z.string(), steps: z.number(), workspace: z.string(), output: z.string() }),
  z.object({ ...base, type: z.literal('phase'), phase: phaseSchema }),
  z.object({ ...base, type: z.literal('phase-progress'), phase: phaseSchema, bytes: bytesSchema }),
  z.object({ ...base, type: z.literal('session-opened'), pid: z.number(), powershell: z.string(), edition: z.string(), dismVersion: z.string(), dismPath: z.string() }),
  z.object({ ...base, type: z.literal('step-started'), step: z.string(), target: z.string(), title: z.string(), logPath: z.string().optional() }),
  z.object({
    ...base, type: z.literal('step-progress'), step: z.string(), target: z.string(), percent: z.number().min(0).max(100), activity: z.string().optional(),
    bytes: bytesSchema.optional(),
  }),
  z.object({ ...base, type: z.literal('step-skipped'), step: z.string(), target: z.string(), reason: z.string() }),
  z.object({ ...base, type: z.literal('step-finished'), step: z.string(), target: z.string(), durationMs: z.number(), facts: z.array(z.string()), sessions: z.array(sessionUseSchema).optional() }),
  z.object({ ...base, type: z.literal('step-failed'), step: z.string(), target: z.string(), durationMs: z.number(), error: errorReportSchema, sessions: z.array(sessionUseSchema).optional() }),
  z.object({ ...base, type: z.literal('mount-opened'), target: z.string(), path: z.string(), wim: z.string() }),
  z.object({ ...base, type: z.literal('mount-closed'), target: z.string(), path: z.string(), saved: z.boolean() }),
  z.object({ ...base, type: z.literal('target-finished'), target: z.string(), digest: z.string() }),
  z.object({ ...base, type: z.literal('target-restored'), target: z.string(), steps: z.array(z.string()), madeBy: z.string(), madeAt: z.string() }),
  z.object({ ...base, type: z.literal('warning'), message: z.string(), target: z.string().optional(), step: z.string().optional() }),
  z.object({ ...base, type: z.literal('check'), id: z.string(), title: z.string(), ok: z.boolean(), evidence: z.string() }),
  z.object({ ...base, type: z.literal('run-finished'), status: z.enum(['done', 'failed', 'cancelled']), durationMs: z.number(), error: errorReportSchema.optional() }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;
/** Distributes over the union, so that each member keeps its own fields. */
type WithoutBase<T> = T extends unknown ? Omit<T, 'v' | 'seq' | 'time' | 'runId'> : never;
/** An event before the run has stamped it. */
export type RunEventBody = WithoutBase<RunEvent>;

/** Whether an event is a picture of the moment and not history: it is shown, and kept nowhere. */
export function isProgress(event: RunEvent): boolean {
  return event.type === 'step-progress' || event.type === 'phase-progress';
}
