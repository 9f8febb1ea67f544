import { z } from 'zod';
import { architectureSchema, buildSchema, fileVersionSchema, sha256Schema } from './common.js';

export const updateKindSchema = z.enum([
  'servicingStack', 'cumulative', 'combined', 'checkpoint', 'adobeFlash', 'dotNet', 'safeOs', 'setupDynamic',
  'languagePack', 'featureOnDemand', 'driver', 'enablement', 'other',
]);
export type UpdateKind = z.infer<typeof updateKindSchema>;

/** Each kind in words, for plan, report and messages. */
export const updateKindNames: Readonly<Record<UpdateKind, string>> = {
  servicingStack: 'servicing stack update', cumulative: 'cumulative update', combined: 'combined cumulative update',
  checkpoint: 'checkpoint cumulative update', adobeFlash: 'Adobe Flash update', dotNet: '.NET Framework update',
  safeOs: 'Safe OS Dynamic Update', setupDynamic: 'Setup Dynamic Update', languagePack: 'language pack',
  featureOnDemand: 'Feature on Demand', driver: 'driver', enablement: 'enablement package', other: 'update of another kind',
};

/** A package inside an update file, from its update.mum. */
export const updatePackageSchema = z.object({
  /** `Name~publicKeyToken~architecture~language~version`, language neutral written empty. */
  identity: z.string(),
  name: z.string(),
  version: z.string(),
  kind: updateKindSchema,
  /** Parents of which one must be in the image: `Name~token~arch~lang~version`. */
  parents: z.array(z.string()),
});
export type UpdatePackage = z.infer<typeof updatePackageSchema>;

/** One update file, known by its content; its name is only the last resort. */
export const updateInfoSchema = z.object({
  /** Absolute host path. Not part of a plan. */
  path: z.string(),
  file: z.string(),
  format: z.enum(['msu-cab', 'msu-wim', 'cab']),
  size: z.number().int().nonnegative(),
  sha256: sha256Schema,
  kind: updateKindSchema,
  /** e.g. `KB4338819` */
  kb: z.string().optional(),
  /** Identity of the package that proves the update is installed; empty for a Setup Dynamic Update. */
  identity: z.string(),
  version: z.string(),
  architecture: architectureSchema.or(z.literal('neutral')),
  language: z.string(),
  releaseType: z.string().optional(),
  title: z.string().optional(),
  /** Build that the update is made for, from its version or its parents, e.g. 17134. */
  targetBuild: z.number().int().optional(),
  /** Build and UBR that a cumulative update brings, e.g. 17134.165. */
  resultBuild: buildSchema.optional(),
  /** Lowest servicing stack version that the package asks for, e.g. `10.0.17134.137`. */
  minimumServicingStack: z.string().optional(),
  /** Servicing stack version that a servicing stack update brings. */
  servicingStackVersion: z.string().optional(),
  /** A file that a cumulative or servicing stack update brings, by its lists; an image with it in this version has the update. */
  provenBy: fileVersionSchema.optional(),
  /**
   * Build that must be in the image before: the `OSVersion` of the cumulative part's CompDB. It is the base build of the
   * release, or what the last checkpoint brings: a checkpoint update whose `resultBuild` is this one must be there first.
   */
  startsFrom: buildSchema.optional(),
  /** Month the update belongs to, `YYYY-MM`: what its title says, else when its content was made. */
  releaseMonth: z.string().regex(/^\d{4}-\d{2}$/u).optional(),
  /**
   * Product families (`Client`, `Server`, `WinPE`), then editions (`Professional`), that the content names. Absent where
   * it names none: packages for build 26100 do not tell Windows 11 from Windows Server 2025.
   */
  appliesTo: z.array(z.string()).optional(),
  /** The package says of itself that it cannot be removed (`permanence`). */
  permanent: z.boolean().optional(),
  /** The servicing stack inside a combined update. */
  servicingStack: z.object({
    /** e.g. `10.0.26100.3764` */
    version: z.string(),
    identity: z.string(),
    /** Name of its cabinet inside the update file, e.g. `SSU-26100.3764-x64.cab`. */
    file: z.string(),
    provenBy: fileVersionSchema.optional(),
  }).optional(),
  /** File name to give it before DISM sees it: DISM goes by the extension, and the content is of another container. */
  stageAs: z.string().optional(),
  /** Capability that a Feature on Demand brings, as DISM names it, e.g. `Language.Basic~~~de-DE~0.0.1.0`. */
  capability: z.string().optional(),
  /** It takes Adobe Flash Player out of Windows (KB4577586) and does not update it. */
  removesFlash: z.boolean().optional(),
  packages: z.array(updatePackageSchema),
  /** The SHA-1 that the catalog puts into the file name: 'ok', 'mismatch', or 'none' where the name has none. */
  nameDigest: z.enum(['ok', 'mismatch', 'none']),
});
export type UpdateInfo = z.infer<typeof updateInfoSchema>;

/** What the scan of the update paths found; files that are no updates are listed with the reason. */
export const updateScanSchema = z.object({
  schemaVersion: z.literal(1),
  updates: z.array(updateInfoSchema),
  ignored: z.array(z.object({ path: z.string(), reason: z.string() })),
});
export type UpdateScan = z.infer<typeof updateScanSchema>;
