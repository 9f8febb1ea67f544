/** The objects of the Dism module in use, with the module's own property names (docs of Microsoft.Dism.Commands). */
import { z } from 'zod';

/** Text that Windows leaves blank or null where a WIM does not have it. */
const text = z.string().nullish().transform((value) => value ?? '');
/** Whole numbers; the session sends those above 2^53-1 as strings. */
const whole = z.union([z.number().int().nonnegative(), z.string().regex(/^\d+$/u).transform(Number)]);
/** ISO 8601 in UTC; null where Windows has no time. */
const time = z.string().nullish().transform((value) => (value === undefined || value === '' ? null : value));

/** `Get-WindowsImage -ImagePath`, one per image. */
export const basicImageSchema = z.object({
  ImageIndex: whole, ImageName: text, ImageDescription: text, /** Bytes. */ ImageSize: whole,
});
export type BasicImage = z.infer<typeof basicImageSchema>;

/** `Get-WindowsImage -ImagePath -Index`. */
export const wimImageSchema = basicImageSchema.extend({
  /** PROCESSOR_ARCHITECTURE: 0 x86, 9 x64, 12 ARM64. */
  Architecture: whole,
  ProductName: text, EditionId: text, InstallationType: text, ProductType: text, SystemRoot: text,
  MajorVersion: whole, MinorVersion: whole, Build: whole, SPBuild: whole, SPLevel: whole,
  Languages: z.array(z.string()).nullish().transform((value) => value ?? []),
  DefaultLanguageIndex: whole.nullish().transform((value) => value ?? 0),
  DirectoryCount: whole, FileCount: whole, CreatedTime: time, ModifiedTime: time,
});
export type WimImage = z.infer<typeof wimImageSchema>;

/** `Get-WindowsImage -Mounted`. A mount whose client died stays Ok; a restart makes it NeedsRemount. */
export const mountedImageSchema = z.object({
  Path: z.string(), ImagePath: z.string(), ImageIndex: whole,
  MountMode: z.enum(['ReadWrite', 'ReadOnly']), MountStatus: z.enum(['Ok', 'NeedsRemount', 'Invalid']),
});
export type MountedImage = z.infer<typeof mountedImageSchema>;

/** What most changing cmdlets answer. */
export const imageObjectSchema = z.object({ RestartNeeded: z.boolean() });
export type ImageObject = z.infer<typeof imageObjectSchema>;

/** `Repair-WindowsImage`. */
export const imageHealthSchema = imageObjectSchema.extend({
  ImageHealthState: z.enum(['Healthy', 'Repairable', 'NonRepairable']),
});
export type ImageHealth = z.infer<typeof imageHealthSchema>;

/** `Resolved` is the enum's second name for `Removed`. */
const packageStateSchema = z.enum([
  'NotPresent', 'UninstallPending', 'Staged', 'Removed', 'Resolved', 'Installed', 'InstallPending', 'Superseded',
  'PartiallyInstalled',
]).transform((state) => (state === 'Resolved' ? 'Removed' : state));

/** `Get-WindowsPackage`, one per package. */
export const basicPackageSchema = z.object({
  PackageName: z.string(), PackageState: packageStateSchema, ReleaseType: z.string(), InstallTime: time,
});
export type BasicPackage = z.infer<typeof basicPackageSchema>;
export type PackageState = BasicPackage['PackageState'];

/** `Get-WindowsPackage -PackageName`. */
export const advancedPackageSchema = basicPackageSchema.extend({
  Applicable: z.boolean(), Description: text, DisplayName: text, SupportInformation: text, InstallClient: text,
  RestartRequired: z.enum(['No', 'Possible', 'Required']),
});
export type AdvancedPackage = z.infer<typeof advancedPackageSchema>;

/** `Get-WindowsOptionalFeature`, one per feature. */
export const basicFeatureSchema = z.object({
  FeatureName: z.string(),
  State: z.enum([
    'Disabled', 'DisablePending', 'Enabled', 'EnablePending', 'Superseded', 'PartiallyInstalled',
    'DisabledWithPayloadRemoved',
  ]),
});
export type BasicFeature = z.infer<typeof basicFeatureSchema>;
export type FeatureState = BasicFeature['State'];

/** `Get-WindowsOptionalFeature -FeatureName`. */
export const advancedFeatureSchema = basicFeatureSchema.extend({
  DisplayName: text, Description: text, RestartRequired: z.enum(['No', 'Possible', 'Required']),
});
export type AdvancedFeature = z.infer<typeof advancedFeatureSchema>;
