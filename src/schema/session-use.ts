import { z } from 'zod';

/** A stretch of time in which a step had a session: its PowerShell process, as in the event `session-opened`. */
export const sessionUseSchema = z.object({ pid: z.number().int(), startedAt: z.string(), durationMs: z.number().nonnegative() });
export type SessionUse = z.infer<typeof sessionUseSchema>;
