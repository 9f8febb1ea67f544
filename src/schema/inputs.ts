import { z } from 'zod';
import { sha256Schema } from './common.js';

/** What a user hands in beside media and updates. */
export const inputKindSchema = z.enum(['drivers', 'bootDrivers', 'winreDrivers', 'files', 'registry', 'source']);
export type InputKind = z.infer<typeof inputKindSchema>;

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
  /** Of a `source`: identities of the packages that a plan may use, by path in `files`. */
  identities: z.record(z.string(), z.string()).optional(),
  /** Bytes of all files. */
  size: z.number().int().nonnegative(),
  /** SHA-256 over paths, sizes and times when it was read: taken again at use, it tells a change. */
  stamp: sha256Schema,
});
export type InputInfo = z.infer<typeof inputInfoSchema>;
