import { z } from 'zod';

/** `winre`, `winre:2` (a second distinct winre.wim), `install:<index>`, `boot:<index>`, `media`. */
export const targetIdSchema = z.string().regex(/^(?:winre(?::\d+)?|install:\d+|boot:\d+|media)$/u);
export type TargetId = z.infer<typeof targetIdSchema>;
