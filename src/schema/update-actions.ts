import { z } from 'zod';
import { relativePathSchema, sha256Schema } from './common.js';
import { targetIdSchema } from './targets.js';
import { updateKindSchema } from './update.js';

const updateFile = { update: sha256Schema, file: z.string() };

/** What updates do to images and media. */
export const updateActions = [
  z.object({
    action: z.literal('add-package'), ...updateFile, kind: updateKindSchema,
    /** Checkpoints that lie beside the update in a folder of their own, where DISM looks for them. */
    beside: z.array(z.object(updateFile)).optional(),
    /** Only the cabinet of the servicing stack inside a combined update. */
    part: z.literal('servicingStack').optional(),
    /** Errors that do not matter when the step's proof holds, as HRESULTs. */
    tolerates: z.array(z.string()).optional(),
  }),
  z.object({ action: z.literal('cleanup'), resetBase: z.boolean(), defer: z.boolean(), pendingIsWarning: z.boolean() }),
  z.object({ action: z.literal('collect-newer'), from: relativePathSchema, to: relativePathSchema }),
  /** A file of the image for the media; `optional`: images may lack it; `adds`: the media may lack it. */
  z.object({
    action: z.literal('collect-file'), from: relativePathSchema, to: relativePathSchema,
    optional: z.boolean().optional(), adds: z.boolean().optional(),
  }),
  /** A file of the image for every file of the media that has one of these names. */
  z.object({ action: z.literal('collect-by-name'), from: relativePathSchema, names: z.array(z.string()).min(1) }),
  /** All files of a folder of the image for a folder of the media, `without` cut out of their names. */
  z.object({ action: z.literal('collect-folder'), from: relativePathSchema, to: relativePathSchema, without: z.string() }),
  z.object({ action: z.literal('expand-update'), ...updateFile, to: relativePathSchema }),
  z.object({ action: z.literal('apply-files'), targets: z.array(targetIdSchema) }),
] as const;
