import { z } from 'zod';
import { relativePathSchema, sha256Schema } from './common.js';
import { targetIdSchema } from './targets.js';
import { updateKindSchema } from './update.js';

/** What updates do to images and media. */
export const updateActions = [
  z.object({ action: z.literal('add-package'), update: sha256Schema, file: z.string(), kind: updateKindSchema }),
  z.object({ action: z.literal('cleanup'), resetBase: z.boolean(), defer: z.boolean(), pendingIsWarning: z.boolean() }),
  z.object({ action: z.literal('collect-newer'), from: relativePathSchema, to: relativePathSchema }),
  z.object({ action: z.literal('collect-file'), from: relativePathSchema, to: relativePathSchema }),
  z.object({ action: z.literal('apply-files'), targets: z.array(targetIdSchema) }),
] as const;
