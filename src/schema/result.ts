import { z } from 'zod';
import { backendSchema, errorReportSchema, relativePathSchema, sha256Schema } from './common.js';
import { mediaInfoSchema } from './media.js';
import { planSchema } from './plan.js';
import { servicingRequestSchema } from './request.js';
import { sessionUseSchema } from './session-use.js';

export const checkSchema = z.object({ id: z.string(), title: z.string(), ok: z.boolean(), evidence: z.string() });
/** One thing that was looked at on the finished media, with what was seen. */
export type Check = z.infer<typeof checkSchema>;

/** Whether the media is fit for one way of using it, and why. */
export const verdictSchema = z.object({
  use: z.enum(['boot', 'upgrade', 'deployment', 'recovery']), title: z.string(), ok: z.boolean(), reasons: z.array(z.string()),
});
export type Verdict = z.infer<typeof verdictSchema>;

export const stepResultSchema = z.object({
  id: z.string(), target: z.string(), title: z.string(), recipeStep: z.string(),
  status: z.enum(['done', 'skipped', 'cached', 'failed', 'not-run']),
  startedAt: z.string().optional(), durationMs: z.number().optional(), logPath: z.string().optional(),
  reason: z.string().optional(), facts: z.array(z.string()), error: errorReportSchema.optional(),
  /** Sessions that it used, in order; absent where it needed none, and in results of 0.1.0. */
  sessions: z.array(sessionUseSchema).optional(),
});
export type StepResult = z.infer<typeof stepResultSchema>;

export const hostInfoSchema = z.object({
  backend: backendSchema, powershell: z.string(), powershellVersion: z.string(), powershellEdition: z.string(),
  dismVersion: z.string(), dismPath: z.string(), elevated: z.boolean(), platform: z.string(), nodeVersion: z.string(),
  /** The PowerShell is a 64-bit process. */
  is64Bit: z.boolean().optional(),
  /** Volume of the workspace, on Windows: file system (`NTFS`) and kind of drive (`Fixed`, `Removable`, `Network`). */
  volume: z.object({ format: z.string(), kind: z.string() }).optional(),
});
export type HostInfo = z.infer<typeof hostInfoSchema>;

/** What a run took of the computer. */
export const measuresSchema = z.object({
  /** Bytes free on the volume of the workspace when steps began, and the least that was seen while they ran. */
  disk: z.object({ freeAtStart: z.number().nonnegative(), leastFree: z.number().nonnegative() }).optional(),
  /** Most memory that the process of the run had at once, in bytes; PowerShell and DISM not among it. */
  peakMemory: z.number().nonnegative().optional(),
});
export type Measures = z.infer<typeof measuresSchema>;

/** A file of the finished media. */
export const finishedFileSchema = z.object({ path: relativePathSchema, size: z.number().int().nonnegative(), sha256: sha256Schema });
export type FinishedFile = z.infer<typeof finishedFileSchema>;

/** What happened, for machines: `result.json` of an output, and what `serviceMedia()` resolves to. */
export const servicingResultSchema = z.object({
  schemaVersion: z.literal(1),
  status: z.enum(['done', 'failed', 'cancelled']),
  /** True when the rehearsal made it: the media is not patched Windows. */
  rehearsed: z.boolean(),
  runId: z.string(),
  toolVersion: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  host: hostInfoSchema.optional(),
  output: z.object({
    root: z.string(),
    /** The folder with the media, unless it was not asked for. */
    media: z.string().optional(),
    /** The ISO file, if one was asked for. */
    iso: z.string().optional(),
    /** Bytes of the ISO file. */
    isoSize: z.number().int().nonnegative().optional(),
    report: z.string(), logs: z.string(),
  }).optional(),
  workspace: z.string(),
  /** What was asked for, with all defaults filled in. */
  request: servicingRequestSchema,
  before: mediaInfoSchema,
  after: mediaInfoSchema.optional(),
  plan: planSchema,
  steps: z.array(stepResultSchema),
  checks: z.array(checkSchema),
  /** One for each way in which media is used; empty where nothing was checked. */
  verdicts: z.array(verdictSchema),
  /** Files that the run put into the media, by media path, with the rule that put them there. */
  changedFiles: z.array(z.object({ path: z.string(), reason: z.string() })),
  /** Every file of the finished media, sorted by path; absent in results of 0.1.0, and where no media was finished. */
  files: z.array(finishedFileSchema).optional(),
  warnings: z.array(z.string()),
  errors: z.array(errorReportSchema),
  /** Absent in results of 0.1.0, and where nothing had to be done. */
  measures: measuresSchema.optional(),
});
export type ServicingResult = z.infer<typeof servicingResultSchema>;

/** What is known when a run begins: `begun.json` of its folder, from which and the journal a run without a result is told. */
export const runBeginningSchema = servicingResultSchema.pick({
  schemaVersion: true, runId: true, toolVersion: true, startedAt: true, rehearsed: true, workspace: true, request: true, before: true, plan: true,
});
export type RunBeginning = z.infer<typeof runBeginningSchema>;
