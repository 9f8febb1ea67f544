import { z } from 'zod';
import { backendSchema, errorReportSchema, relativePathSchema, sha256Schema } from './common.js';
import { runEventSchema } from './event.js';
import { inputInfoSchema } from './inputs.js';
import { planSchema, stepSchema, targetSchema } from './plan.js';
import { hostInfoSchema, stepResultSchema } from './result.js';
import { targetIdSchema } from './targets.js';
import { updateInfoSchema } from './update.js';

const hostPathSchema = z.string().min(1);

/** A WIM that another target has made, or that was taken out of one. */
const jobImageSchema = z.strictObject({ target: targetIdSchema, path: hostPathSchema, sha256: sha256Schema });

/**
 * One image to be serviced by itself: everything that decides its result, by content, and where to find it. Plain JSON,
 * so that it can wait in a queue.
 */
export const targetJobSchema = z.strictObject({
  schemaVersion: z.literal(1),
  backend: backendSchema,
  /** As in the plan; not `media`, which is put together from the results of others. */
  target: targetSchema,
  /** The target's own steps, in their order; what they need of other targets is given below. */
  steps: z.array(stepSchema).min(1),
  recipe: planSchema.shape.recipe,
  windows: planSchema.shape.media,
  media: z.strictObject({
    /** The original media: a folder, or an ISO file where `current` is given. */
    original: hostPathSchema,
    /** The media that files of the image are compared with, where that is no longer the original. */
    current: hostPathSchema.optional(),
  }),
  /** What the steps name, known by its SHA-256. */
  updates: z.array(updateInfoSchema),
  inputs: z.array(inputInfoSchema),
  /** Of a winre its own winre.wim; the results of the targets that are consumed. */
  images: z.array(jobImageSchema),
  /** Folder in which the job makes a folder of its own. */
  workspace: hostPathSchema,
  powershell: hostPathSchema.optional(),
  dismPath: hostPathSchema.optional(),
  /** Seconds per cmdlet, over the usual deadlines. */
  timeouts: z.record(z.string(), z.number().int().positive()).default({}),
});
export type TargetJob = z.infer<typeof targetJobSchema>;
export type TargetJobInput = z.input<typeof targetJobSchema>;

/** What became of a job. Paths are below `folder`, which the caller removes. */
export const targetResultSchema = z.strictObject({
  schemaVersion: z.literal(1),
  status: z.enum(['done', 'failed', 'cancelled']),
  target: targetIdSchema,
  /** The target's digest in the plan. */
  digest: sha256Schema,
  backend: backendSchema,
  runId: z.string(),
  host: hostInfoSchema.optional(),
  /** The job's own folder, with DISM's logs in it. */
  folder: z.string(),
  /** The serviced image, alone in its WIM; missing unless done. */
  wim: z.strictObject({ path: z.string(), sha256: sha256Schema, size: z.number().int().nonnegative() }).optional(),
  /** What the image offers to the media: `path` within the media, `from` on this computer. */
  files: z.array(z.strictObject({
    path: relativePathSchema, from: z.string(), sha256: sha256Schema, size: z.number().int().nonnegative(), reason: z.string(),
    /** The media may lack it. */
    adds: z.boolean().optional(),
  })),
  steps: z.array(stepResultSchema),
  /** What happened, without progress. */
  events: z.array(runEventSchema),
  error: errorReportSchema.optional(),
});
export type TargetResult = z.infer<typeof targetResultSchema>;
