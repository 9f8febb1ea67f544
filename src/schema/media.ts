import { z } from 'zod';
import { architectureSchema, buildSchema, relativePathSchema, sha1Schema, sha256Schema } from './common.js';

/** A file inside an image, known by the WIM's own SHA-1 of its content. */
export const imageFileSchema = z.object({
  path: relativePathSchema,
  size: z.number().int().nonnegative(),
  sha1: sha1Schema,
});
export type ImageFile = z.infer<typeof imageFileSchema>;

/**
 * What is known of packages beside their identity: the state where it is not `Installed`, KB and release type of those that an
 * update brought (`Package_for_…`, from their manifests).
 */
export const packageFactsSchema = z.record(z.string(), z.object({ state: z.string().optional(), kb: z.string().optional(), releaseType: z.string().optional() }));
export type PackageFacts = z.infer<typeof packageFactsSchema>;

/** The winre.wim of an image, and what it says of itself where somebody looked inside: inspecting media does not. */
export const winreFileSchema = imageFileSchema.extend({
  build: buildSchema.optional(),
  /** e.g. `10.0.17134.137` */
  servicingStack: z.string().optional(),
  packages: z.array(z.string()).optional(),
  packageFacts: packageFactsSchema.optional(),
});

/** Files of an image that recipes decide by; true where they are there. */
export const imageContentsSchema = z.object({
  /** Something in `Windows/servicing/LCU`: the image keeps the manifests of its cumulative update (build 20231 and later). */
  servicingLcu: z.boolean(),
  /** `sources/setuphost.exe`: media and Setup image must have the same one (build 26100 and later). */
  setuphost: z.boolean(),
  /** The whole set of boot files signed by Windows UEFI CA 2023: boot manager for UEFI and BIOS, fonts, image for the ISO. */
  ca2023: z.boolean(),
  /** `sources/lang.ini`, which lists the languages of Setup. */
  langIni: z.boolean(),
});
export type ImageContents = z.infer<typeof imageContentsSchema>;

/** One index of a WIM, read from its header, XML and metadata resource: no mount, no elevation. */
export const imageInfoSchema = z.object({
  index: z.number().int().positive(),
  name: z.string(),
  description: z.string(),
  displayName: z.string().optional(),
  displayDescription: z.string().optional(),
  /** FLAGS of the WIM XML, usually the edition, e.g. `Professional`. */
  flags: z.string().optional(),
  editionId: z.string().optional(),
  /** Client | Server | Server Core | WindowsPE */
  installationType: z.string().optional(),
  productName: z.string().optional(),
  architecture: architectureSchema.optional(),
  /** VERSION of the WIM XML; spBuild is what DISM shows as the fourth field. */
  version: z.object({
    major: z.number().int(), minor: z.number().int(), build: z.number().int(),
    spBuild: z.number().int(), spLevel: z.number().int(),
  }).optional(),
  languages: z.array(z.string()),
  defaultLanguage: z.string().optional(),
  /** TOTALBYTES, in bytes. */
  size: z.number().int().nonnegative(),
  directoryCount: z.number().int().nonnegative(),
  fileCount: z.number().int().nonnegative(),
  /** ISO 8601, UTC. */
  createdTime: z.string().optional(),
  modifiedTime: z.string().optional(),
  /** SHA-256 over the SHA-1 of the image's metadata resource and its XML: covers names, times, attributes, content hashes. */
  identity: z.string(),
  /** The rehearsal's mark in the WIM's XML. */
  rehearsed: z.boolean(),
  /** `Windows/System32/Recovery/winre.wim`, where the metadata could be read and the image has one. */
  winre: winreFileSchema.optional(),
  /** Package identities from `Windows/servicing/Packages/*.mum`, sorted; absent where the metadata could not be read. */
  packages: z.array(z.string()).optional(),
  /** UBR of the image's SOFTWARE hive, read out of the WIM; absent where it could not be read. */
  ubr: z.number().int().nonnegative().optional(),
  /** CurrentBuild of the same hive: 19045 where an enablement package raised an image whose WIM XML says 19041. */
  currentBuild: z.number().int().nonnegative().optional(),
  /** Version of the servicing stack in use, from the same hive, e.g. `10.0.17134.1`. */
  servicingStack: z.string().optional(),
  /** Packages with work that waits for the first start, from the same hive; absent where nothing waits. */
  pending: z.array(z.string()).optional(),
  /**
   * Features that its packages declare, with DISM's name of their state. Only in results, and where the hive could be
   * read: inspecting media does not read so much of it.
   */
  features: z.record(z.string(), z.string()).optional(),
  /** Only in results, as features are. */
  packageFacts: packageFactsSchema.optional(),
  /** Absent where the metadata could not be read. */
  has: imageContentsSchema.optional(),
});
export type ImageInfo = z.infer<typeof imageInfoSchema>;

export const wimInfoSchema = z.object({
  /** Path within the media, e.g. `sources/install.wim`. */
  path: relativePathSchema,
  format: z.enum(['wim', 'esd', 'swm']),
  compression: z.enum(['none', 'xpress', 'lzx', 'lzms']),
  /** Bytes on disk, of all parts. */
  size: z.number().int().nonnegative(),
  /** 0 = no bootable index. */
  bootIndex: z.number().int().nonnegative(),
  partNumber: z.number().int().positive(),
  totalParts: z.number().int().positive(),
  /** Of a split WIM that is part of media: the paths of all its parts in their order, `path` first. */
  parts: z.array(relativePathSchema).optional(),
  images: z.array(imageInfoSchema),
});
export type WimInfo = z.infer<typeof wimInfoSchema>;

/** Windows installation media as found; nothing in it was opened for writing. */
export const mediaInfoSchema = z.object({
  schemaVersion: z.literal(1),
  /** Absolute host path, as asked for. */
  path: z.string(),
  architecture: architectureSchema,
  /** Build number of the first install image, e.g. 17134. */
  build: z.number().int(),
  install: wimInfoSchema,
  boot: wimInfoSchema,
  /** True when the media or one of its images carries the rehearsal's mark. */
  rehearsed: z.boolean(),
  /** `sources/sxs` with a NetFX3 cab, if the media has it. */
  netfx3Source: relativePathSchema.optional(),
  fileCount: z.number().int().nonnegative(),
  totalBytes: z.number().int().nonnegative(),
  /** SHA-256 over the paths, sizes and modification times of all files: whether anything was written to since. */
  stamp: sha256Schema,
  /** Of media that is an ISO file. */
  iso: z.object({
    /** The one that is read: as Windows does, `udf` before `joliet` before `iso9660`. */
    fileSystem: z.enum(['udf', 'joliet', 'iso9660']),
    /** Volume label. */
    label: z.string(),
    /** Bytes of the ISO file. */
    size: z.number().int().nonnegative(),
    /** Of the ISO file; ISO 8601, UTC. */
    modifiedTime: z.string(),
  }).optional(),
});
export type MediaInfo = z.infer<typeof mediaInfoSchema>;

/** A WIM, ESD or split WIM by itself: what {@link mediaInfoSchema} says of media, as far as images alone can tell. */
export const imageFileInfoSchema = mediaInfoSchema.omit({ boot: true, netfx3Source: true, iso: true, stamp: true }).partial({ architecture: true, build: true });
export type ImageFileInfo = z.infer<typeof imageFileInfoSchema>;
