import { z } from 'zod';
import { relativePathSchema } from './common.js';
import { targetIdSchema } from './targets.js';

/** Moving images between WIM files, mounts and media. */
export const wimActions = [
  z.object({ action: z.literal('copy-media'), except: z.array(relativePathSchema) }),
  z.object({ action: z.literal('export-source'), wim: relativePathSchema, index: z.number().int() }),
  z.object({ action: z.literal('mount') }),
  z.object({ action: z.literal('take-winre'), winre: targetIdSchema, path: relativePathSchema }),
  z.object({ action: z.literal('put-winre'), winre: targetIdSchema, path: relativePathSchema }),
  z.object({ action: z.literal('save') }),
  z.object({ action: z.literal('export-target') }),
  z.object({
    action: z.literal('assemble-image'), wim: relativePathSchema, from: targetIdSchema,
    position: z.number().int().positive(), name: z.string(), description: z.string(), bootable: z.boolean(),
  }),
] as const;
