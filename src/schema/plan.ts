import { z } from 'zod';
import { buildSchema, fileVersionSchema, relativePathSchema, sha256Schema } from './common.js';
import { editActions } from './edit-actions.js';
import { driverInfSchema } from './inputs.js';
import { languageActions } from './language-actions.js';
import { targetIdSchema } from './targets.js';
import { updateActions } from './update-actions.js';
import { updateKindSchema } from './update.js';
import { wimActions } from './wim-actions.js';

export type { TargetId } from './targets.js';

/** What cannot be known without a mount: asked on the mount, printed by the plan as "if …". */
export const conditionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('feature-enabled'), feature: z.string() }),
  z.object({ kind: z.literal('step-ran'), step: z.string() }),
  /** Left out where it is so already. */
  z.object({ kind: z.literal('feature-unless'), feature: z.string(), states: z.array(z.string()).min(1) }),
  z.object({ kind: z.literal('capability-unless'), capability: z.string(), states: z.array(z.string()).min(1) }),
  z.object({ kind: z.literal('servicing-stack-below'), version: z.string() }),
  /** The UBR of the image's hive; builds of one family are not told apart. */
  z.object({ kind: z.literal('build-below'), build: buildSchema }),
  /** The image has no package of this name and language, in whatever version. */
  z.object({ kind: z.literal('package-absent'), identity: z.string() }),
  /** The image has no package of this name in this version or a later one. */
  z.object({ kind: z.literal('package-below'), identity: z.string() }),
  /** The program that writes ISO files here knows no UDF, and the file is too large for it. */
  z.object({ kind: z.literal('too-large-for-iso'), file: relativePathSchema }),
  z.object({ kind: z.literal('reapply-needed'), step: z.string(), folder: relativePathSchema }),
]);
export type Condition = z.infer<typeof conditionSchema>;

/** The proof of a step, checked on the mount right after it. */
export const expectationSchema = z.object({
  packages: z.array(z.object({ identity: z.string(), states: z.array(z.string()).min(1) })).optional(),
  build: buildSchema.optional(),
  servicingStack: z.string().optional(),
  /** One file of the update in at least this version: the registry alone may be ahead of the files. */
  file: fileVersionSchema.optional(),
  feature: z.object({ name: z.string(), states: z.array(z.string()).min(1) }).optional(),
  /** The component store can still be serviced (a health check does not say NonRepairable). */
  serviceable: z.literal(true).optional(),
  /** Its component store is not marked corrupt. */
  healthy: z.literal(true).optional(),
  /** A feature that is off; an edition that does not know it at all will do. */
  featureOff: z.string().optional(),
  /** `name` may be short, see the action `add-capability`. */
  capability: z.object({ name: z.string(), states: z.array(z.string()).min(1) }).optional(),
  /** Nothing of the image matches any more. */
  absent: z.object({ kind: z.enum(['capabilities', 'apps']), pattern: z.string() }).optional(),
  /** An input whose content is in the image: each driver that applies, each file, each setting. */
  holds: z.object({ kind: z.enum(['drivers', 'files', 'registry']), input: sha256Schema }).optional(),
});
export type Expectation = z.infer<typeof expectationSchema>;

/** One operation with its inputs. `run/actions/` maps each member to a function. */
export const actionSchema = z.discriminatedUnion('action', [...wimActions, ...updateActions, ...editActions, ...languageActions]);
export type Action = z.infer<typeof actionSchema>;

export const stepSchema = z.object({
  id: z.string(),
  target: targetIdSchema,
  title: z.string(),
  /** Number in the recipe's process, e.g. `3.1`, so that both can be laid side by side. */
  recipeStep: z.string(),
  /** The rule that the step follows, with its source, e.g. `Vendor's table, row 13; C1`. */
  rule: z.string().optional(),
  /** Why the step is there and at this place, in one sentence. */
  why: z.string().optional(),
  needs: z.array(z.string()),
  do: actionSchema,
  when: conditionSchema.optional(),
  expects: expectationSchema.optional(),
  /** Rough seconds on a workstation, for order and ETA only. */
  estimateSeconds: z.number().nonnegative(),
});
export type Step = z.infer<typeof stepSchema>;

export const targetSchema = z.object({
  id: targetIdSchema,
  title: z.string(),
  /** Where the image comes from: a WIM of the media, or a file inside another target's image. */
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('wim'), wim: relativePathSchema, index: z.number().int(), identity: z.string() }),
    z.object({ kind: z.literal('image-file'), in: targetIdSchema, path: relativePathSchema, sha1: z.string() }),
    z.object({ kind: z.literal('media') }),
  ]),
  consumes: z.array(targetIdSchema),
  before: buildSchema.optional(),
  expectedBuild: buildSchema.optional(),
  /** Bytes on the volume of the workspace while the target has a private WIM: certainly, and at most by experience. */
  disk: z.object({ least: z.number().int().nonnegative(), most: z.number().int().nonnegative() }).optional(),
  /** SHA-256 over everything that decides this target's result. */
  digest: sha256Schema,
});
export type Target = z.infer<typeof targetSchema>;

/** One line a file: applied where, or left out and why. */
export const updateDecisionSchema = z.object({
  file: z.string(),
  sha256: sha256Schema,
  kind: updateKindSchema,
  kb: z.string().optional(),
  identity: z.string(),
  taken: z.boolean(),
  targets: z.array(targetIdSchema),
  reason: z.string(),
});
export type UpdateDecision = z.infer<typeof updateDecisionSchema>;

/** Plain data: no clock, no run id, no absolute path; the same input gives the same bytes. */
export const planSchema = z.object({
  schemaVersion: z.literal(1),
  recipe: z.object({ name: z.string(), version: z.number().int(), reason: z.string() }),
  media: z.object({ build: z.number().int(), architecture: z.string(), rehearsed: z.boolean() }),
  updates: z.array(updateDecisionSchema),
  /** Drivers for the media's architecture in the folders that steps add, by the digest of the folder; absent where none are. */
  drivers: z.record(sha256Schema, z.array(driverInfSchema)).optional(),
  targets: z.array(targetSchema),
  steps: z.array(stepSchema),
  warnings: z.array(z.string()),
  /** Set when every image has what the updates bring: the plan has no steps then. */
  upToDate: z.string().optional(),
  estimate: z.object({ seconds: z.number(), peakDiskBytes: z.number(), outputBytes: z.number().optional() }),
  /** SHA-256 of the canonical JSON of all above. */
  digest: sha256Schema,
});
export type Plan = z.infer<typeof planSchema>;
