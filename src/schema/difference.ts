import { z } from 'zod';
import { architectureSchema } from './common.js';

const sidesSchema = z.object({
  /** Absent where the first side has none, or does not say. */
  a: z.string().optional(),
  b: z.string().optional(),
});

/** One thing that has a value on each side, e.g. `build`, `26100.3775`, `26100.4061`. Sizes are bytes. */
export const changedFactSchema = sidesSchema.extend({ name: z.string() });
export type ChangedFact = z.infer<typeof changedFactSchema>;

/** Names on one side only. */
const namesSchema = z.object({ added: z.array(z.string()), removed: z.array(z.string()) });
export type ChangedNames = z.infer<typeof namesSchema>;

/** The same package, or driver, in another version. */
const updatedSchema = z.object({ name: z.string(), from: z.string(), to: z.string() });

export const changedPackagesSchema = namesSchema.extend({
  /** One name, architecture and language; versions. */
  updated: z.array(updatedSchema),
  /** The same identity in another state, in DISM's names. */
  states: z.array(changedFactSchema),
});
export type ChangedPackages = z.infer<typeof changedPackagesSchema>;

const contentSchema = z.object({
  facts: z.array(changedFactSchema),
  /** Absent where one side's packages cannot be read. */
  packages: changedPackagesSchema.optional(),
});

export const imageDifferenceSchema = contentSchema.extend({
  /** Which file of the media it is in. */
  wim: z.enum(['install', 'boot']),
  name: z.string(),
  /** Index on each side; absent where the image is not there. */
  a: z.number().int().optional(),
  b: z.number().int().optional(),
  change: z.enum(['added', 'removed', 'changed', 'same']),
  /** Features and capabilities with another state. */
  features: z.array(changedFactSchema),
  /** Packages of the driver store by INF; an updated one has another folder there. */
  drivers: namesSchema.extend({ updated: z.array(updatedSchema) }),
  /** Provisioned apps. */
  apps: namesSchema,
  /** The winre.wim inside; absent where neither side has one, or both the same. */
  winre: contentSchema.optional(),
});
export type ImageDifference = z.infer<typeof imageDifferenceSchema>;

const fileSchema = z.object({ path: z.string(), size: z.number().int().nonnegative() });

export const filesDifferenceSchema = z.object({
  added: z.array(fileSchema),
  removed: z.array(fileSchema),
  /** Another content; sizes in bytes. */
  changed: z.array(z.object({ path: z.string(), a: z.number().int().nonnegative(), b: z.number().int().nonnegative() })),
  /** Files with the same content on both sides. */
  same: z.number().int().nonnegative(),
});
export type FilesDifference = z.infer<typeof filesDifferenceSchema>;

export const sideSchema = z.object({
  /** As it was asked for, absolute. */
  path: z.string(),
  kind: z.enum(['media', 'iso', 'image-file', 'result']),
  /** Where the media itself is, when an output was named. */
  media: z.string().optional(),
  architecture: architectureSchema.optional(),
  build: z.number().int().optional(),
  rehearsed: z.boolean(),
  bytes: z.number().int().nonnegative(),
  /** Of media that a run made and that lies in its output: its id, and when it ended; ISO 8601, UTC. */
  run: z.object({ id: z.string(), finishedAt: z.string() }).optional(),
});
export type DifferenceSide = z.infer<typeof sideSchema>;

/** What `diff` finds: how B differs from A. */
export const mediaDifferenceSchema = z.object({
  schemaVersion: z.literal(1),
  a: sideSchema,
  b: sideSchema,
  /** True where nothing below is a difference. Times, and the order of files, are none. */
  same: z.boolean(),
  facts: z.array(changedFactSchema),
  images: z.array(imageDifferenceSchema),
  /** Files beside the images; absent where a side is a file with images, or a result without its media. */
  files: filesDifferenceSchema.optional(),
});
export type MediaDifference = z.infer<typeof mediaDifferenceSchema>;
