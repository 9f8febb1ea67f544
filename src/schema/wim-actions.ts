import { z } from 'zod';
import { relativePathSchema } from './common.js';
import { imageCompressionSchema } from './image-forms.js';
import { targetIdSchema } from './targets.js';

/** Where an image ends up in the output: appended to a WIM or ESD of the media, which the first one makes. */
const place = {
  wim: relativePathSchema,
  position: z.number().int().positive(), name: z.string(), description: z.string(), bootable: z.boolean(),
  /** `recovery` makes an ESD. */
  compression: imageCompressionSchema,
};

/** An image of the original media; `parts` matches the files of a split WIM, e.g. `sources/install*.swm`. */
const source = { index: z.number().int().positive(), parts: relativePathSchema.optional() };

/** Moving images between WIM files, mounts and media. */
export const wimActions = [
  z.object({ action: z.literal('copy-media'), except: z.array(relativePathSchema) }),
  z.object({ action: z.literal('export-source'), wim: relativePathSchema, ...source }),
  z.object({ action: z.literal('mount') }),
  z.object({ action: z.literal('take-winre'), winre: targetIdSchema, path: relativePathSchema }),
  z.object({ action: z.literal('put-winre'), winre: targetIdSchema, path: relativePathSchema }),
  z.object({ action: z.literal('save') }),
  z.object({ action: z.literal('export-target') }),
  z.object({ action: z.literal('assemble-image'), from: targetIdSchema, ...place }),
  /** An image that stays as it is, straight from the original media. */
  z.object({ action: z.literal('keep-image'), from: relativePathSchema, ...source, ...place }),
  /** A WIM of the finished media into parts, for the media in its place, or for the ISO file alone. */
  z.object({ action: z.literal('split-image'), wim: relativePathSchema, first: relativePathSchema, megabytes: z.number().int().positive(), into: z.enum(['media', 'iso']) }),
  /** The finished media as a bootable ISO file beside it; ARM64 has no start by BIOS. */
  z.object({ action: z.literal('write-iso'), file: relativePathSchema, label: z.string(), bios: relativePathSchema.optional(), efi: relativePathSchema }),
] as const;
