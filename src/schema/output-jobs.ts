import { z } from 'zod';
import { hostInfoSchema, checkSchema } from './result.js';
import { imageFormSchema } from './image-forms.js';
import { servicingRequestSchema } from './request.js';

const fields = servicingRequestSchema.shape;
const common = { output: z.string().min(1), force: fields.force };
/** How to reach DISM, as in a whole run. */
const dism = { backend: fields.backend, powershell: fields.powershell, dismPath: fields.dismPath, timeouts: fields.timeouts };

/** An ISO file of media, whoever made it. */
export const isoJobSchema = z.strictObject({
  /** Folder with the media, or an ISO file of it. */
  media: z.string().min(1),
  ...common, isoLabel: fields.isoLabel, isoBoot: fields.isoBoot, ca2023: fields.ca2023,
});
export type IsoJob = z.infer<typeof isoJobSchema>;
export type IsoJobInput = z.input<typeof isoJobSchema>;

/** Images of a WIM, an ESD, a split WIM (its first part), or of media, into a file of their own. */
export const exportJobSchema = z.strictObject({
  source: z.string().min(1),
  ...common,
  /** Default: all. */
  index: z.array(z.number().int().positive()).min(1).optional(),
  edition: fields.edition,
  /** Default: by the ending of `output`. */
  form: imageFormSchema.optional(),
  compression: fields.compression, splitSize: fields.splitSize, ...dism,
});
export type ExportJob = z.infer<typeof exportJobSchema>;
export type ExportJobInput = z.input<typeof exportJobSchema>;

/** A WIM into parts. */
export const splitJobSchema = z.strictObject({
  source: z.string().min(1),
  ...common, splitSize: fields.splitSize, ...dism,
});
export type SplitJob = z.infer<typeof splitJobSchema>;
export type SplitJobInput = z.input<typeof splitJobSchema>;

const fileSchema = z.object({
  /** Absolute path. */
  path: z.string(),
  /** Bytes. */
  size: z.number().int().nonnegative(),
  sha256: z.string(),
});

/** What every one of these commands says of what it made. */
const made = {
  schemaVersion: z.literal(1),
  source: z.string(),
  /** The file, or the first part. */
  output: z.string(),
  /** True where the rehearsal made it, or what it was made of. */
  rehearsed: z.boolean(),
  files: z.array(fileSchema),
  checks: z.array(checkSchema),
};

export const isoJobResultSchema = z.object({
  ...made, label: z.string(),
  /** Program that wrote it. */
  writer: z.object({ name: z.string(), executable: z.string() }),
});
export type IsoJobResult = z.infer<typeof isoJobResultSchema>;

export const imageJobResultSchema = z.object({
  ...made, form: imageFormSchema, compression: z.string(), host: hostInfoSchema.optional(),
  images: z.array(z.object({ index: z.number().int().positive(), name: z.string(), sourceIndex: z.number().int().positive() })),
});
export type ImageJobResult = z.infer<typeof imageJobResultSchema>;
