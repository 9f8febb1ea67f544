import { z } from 'zod';
import { architectureSchema, sha256Schema } from './common.js';

/** What a user hands in beside media and updates. */
export const inputKindSchema = z.enum(['drivers', 'bootDrivers', 'winreDrivers', 'files', 'registry', 'source']);
export type InputKind = z.infer<typeof inputKindSchema>;

/** A driver of a folder, by its INF. */
export const driverInfSchema = z.object({
  /** Relative path with `/`. */
  inf: z.string(),
  /** Of the INF. */
  sha256: sha256Schema,
  provider: z.string().optional(),
  /** Setup class, e.g. `Net`. */
  className: z.string().optional(),
  /** Date and version of DriverVer: `2025-03-01`, `1.2.3.4`. */
  date: z.string().optional(),
  version: z.string().optional(),
});
export type DriverInf = z.infer<typeof driverInfSchema>;

/** One file or folder that a request names, known by its content. */
export const inputInfoSchema = z.object({
  kind: inputKindSchema,
  /** Absolute host path. Not part of a plan. */
  path: z.string(),
  /** Last part of the path, for people. */
  name: z.string(),
  /** SHA-256 over the relative paths and contents of all its files; of a `source`, over paths, sizes and times. */
  sha256: sha256Schema,
  /** Relative paths with `/`, sorted: of the files that count for this kind (`.inf` of drivers, `.cab` of sources). */
  files: z.array(z.string()),
  /** Of driver folders: what each INF says, and for which architectures it has models. */
  drivers: z.array(driverInfSchema.extend({ architectures: z.array(architectureSchema) })).optional(),
  /** Of a `source`: identities of the packages that a plan may use, by path in `files`. */
  identities: z.record(z.string(), z.string()).optional(),
  /** Bytes of all files. */
  size: z.number().int().nonnegative(),
  /** SHA-256 over paths, sizes and times when it was read: taken again at use, it tells a change. */
  stamp: sha256Schema,
});
export type InputInfo = z.infer<typeof inputInfoSchema>;
