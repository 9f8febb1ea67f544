import type { CallContext } from './call-context.js';
import { cleanupImage } from './cleanup-image.js';
import type { CleanupOptions, EnableFeatureOptions, ExportOptions, MountOptions, SplitOptions } from './client-options.js';
import type { CmdletInvoker } from './cmdlet-invoker.js';
import { basicCapabilitySchema, basicDriverSchema, provisionedAppSchema } from './content-objects.js';
import type { BasicCapability, BasicDriver, ProvisionedApp } from './content-objects.js';
import { DismCaller } from './dism-caller.js';
import { dismErrorOf } from './dism-error.js';
import { runDismExe } from './dism-exe.js';
import { exportImage } from './export-image.js';
import {
  advancedFeatureSchema, advancedPackageSchema, basicFeatureSchema, basicImageSchema, basicPackageSchema,
  imageHealthSchema, mountedImageSchema, wimImageSchema,
} from './objects.js';
import type {
  AdvancedFeature, AdvancedPackage, BasicFeature, BasicImage, BasicPackage, ImageHealth, ImageObject, MountedImage, WimImage,
} from './objects.js';

/**
 * The Dism module as typed functions, one per cmdlet in use, for the calls of one step on a leased session. Paths are
 * absolute host paths; `path` is always the folder in which an image is mounted. All functions throw DismError (code
 * 'servicing') when DISM fails, ServicingError 'session' for an answer of another shape and 'cancelled' by the signal,
 * and pass on the errors of a lost session.
 */
export class DismClient {
  readonly #dism: DismCaller;

  constructor(invoker: CmdletInvoker, context: CallContext) {
    this.#dism = new DismCaller(invoker, context);
  }

  /** `Get-WindowsImage -ImagePath` */
  getImages(imagePath: string): Promise<BasicImage[]> {
    return this.#dism.many('Get-WindowsImage', { ImagePath: imagePath }, basicImageSchema);
  }

  /** `Get-WindowsImage -ImagePath -Index` */
  getImage(imagePath: string, index: number): Promise<WimImage> {
    return this.#dism.one('Get-WindowsImage', { ImagePath: imagePath, Index: index }, wimImageSchema);
  }

  /** `Get-WindowsImage -Mounted`: all mounts of the computer, also those of others. */
  getMountedImages(): Promise<MountedImage[]> {
    return this.#dism.many('Get-WindowsImage', { Mounted: true }, mountedImageSchema);
  }

  /** `Mount-WindowsImage -ImagePath -Index` */
  mountImage({ imagePath, index, path, readOnly }: MountOptions): Promise<ImageObject> {
    return this.#dism.change('Mount-WindowsImage', { Path: path, ImagePath: imagePath, Index: index, ReadOnly: readOnly });
  }

  /** `Mount-WindowsImage -Remount`: brings back a mount that a restart of the computer left behind. */
  async remountImage(path: string): Promise<void> {
    await this.#dism.run('Mount-WindowsImage', { Path: path, Remount: true });
  }

  /** `Dismount-WindowsImage` with Save or Discard. */
  async dismountImage({ path, save }: { path: string; save: boolean }): Promise<void> {
    await this.#dism.run('Dismount-WindowsImage', { Path: path, ...(save ? { Save: true } : { Discard: true }) });
  }

  /** `Save-WindowsImage`: commits and keeps the mount. */
  async saveImage(path: string): Promise<void> {
    await this.#dism.run('Save-WindowsImage', { Path: path });
  }

  /** `Export-WindowsImage -SourceIndex`, or dism.exe for what the cmdlet cannot write. */
  async exportImage(options: ExportOptions): Promise<void> {
    await exportImage(this.#dism, options);
  }

  /** `Split-WindowsImage`: parts of at most that many MiB beside `first`, each with an integrity table. */
  async splitImage({ imagePath, first, megabytes }: SplitOptions): Promise<void> {
    await this.#dism.run('Split-WindowsImage', { ImagePath: imagePath, SplitImagePath: first, FileSize: megabytes, CheckIntegrity: true });
  }

  /** `Add-WindowsPackage`. Success is no proof that the package is in the image: read it back. */
  addPackage({ path, packagePath }: { path: string; packagePath: string }): Promise<ImageObject> {
    return this.#dism.change('Add-WindowsPackage', { Path: path, PackagePath: packagePath });
  }

  /** `Get-WindowsPackage` */
  getPackages(path: string): Promise<BasicPackage[]> {
    return this.#dism.many('Get-WindowsPackage', { Path: path }, basicPackageSchema);
  }

  /** `Get-WindowsPackage -PackageName`, by the full identity. An unknown one is a DismError. */
  getPackage(path: string, name: string): Promise<AdvancedPackage> {
    return this.#dism.one('Get-WindowsPackage', { Path: path, PackageName: name }, advancedPackageSchema);
  }

  /** `Repair-WindowsImage -StartComponentCleanup [-ResetBase] [-Defer]`, or dism.exe where the host's cmdlet lacks them. */
  async cleanupImage(options: CleanupOptions): Promise<void> {
    await cleanupImage(this.#dism, options);
  }

  /** `dism.exe /Gen-LangINI`: writes `sources\\lang.ini` of a distribution from the languages of the image; no cmdlet does. */
  async generateLangIni({ path, distribution }: { path: string; distribution: string }): Promise<void> {
    await runDismExe(this.#dism, 'Gen-LangINI', [`/Image:${path}`, '/Gen-LangINI', `/Distribution:${distribution}`]);
  }

  /** `Repair-WindowsImage -CheckHealth` */
  checkHealth(path: string): Promise<ImageHealth> {
    return this.#dism.one('Repair-WindowsImage', { Path: path, CheckHealth: true }, imageHealthSchema);
  }

  /** `Get-WindowsOptionalFeature` */
  getFeatures(path: string): Promise<BasicFeature[]> {
    return this.#dism.many('Get-WindowsOptionalFeature', { Path: path }, basicFeatureSchema);
  }

  /**
   * `Get-WindowsOptionalFeature -FeatureName`. The cmdlet answers nothing for a name that the image does not know; here
   * that is a DismError 0x800f080c, as dism.exe reports it.
   */
  async getFeature(path: string, name: string): Promise<AdvancedFeature> {
    const cmdlet = 'Get-WindowsOptionalFeature';
    const found = await this.#dism.many(cmdlet, { Path: path, FeatureName: name }, advancedFeatureSchema);
    const feature = found.find((candidate) => candidate.FeatureName.toLowerCase() === name.toLowerCase());
    if (feature === undefined) throw dismErrorOf(cmdlet, '0x800f080c', `Feature name ${name} is unknown.`, [], this.#dism.context);
    return feature;
  }

  /** `Enable-WindowsOptionalFeature` */
  enableFeature({ path, name, source, all, limitAccess }: EnableFeatureOptions): Promise<ImageObject> {
    return this.#dism.change('Enable-WindowsOptionalFeature', {
      Path: path, FeatureName: [name], Source: source === undefined ? undefined : [source].flat(), All: all, LimitAccess: limitAccess,
    });
  }

  /** `Disable-WindowsOptionalFeature`: its payload stays, so that it can be enabled again without a source. */
  disableFeature({ path, name }: { path: string; name: string }): Promise<ImageObject> {
    return this.#dism.change('Disable-WindowsOptionalFeature', { Path: path, FeatureName: [name] });
  }

  /** `Add-WindowsDriver -Recurse`: every driver of a folder and of the folders below it. */
  async addDrivers({ path, folder }: { path: string; folder: string }): Promise<void> {
    await this.#dism.run('Add-WindowsDriver', { Path: path, Driver: folder, Recurse: true });
  }

  /** `Get-WindowsDriver`: those that do not belong to Windows itself. */
  getDrivers(path: string): Promise<BasicDriver[]> {
    return this.#dism.many('Get-WindowsDriver', { Path: path }, basicDriverSchema);
  }

  /** `Add-WindowsCapability -LimitAccess`: by its full name, out of folders, never from Windows Update. */
  addCapability({ path, name, source }: { path: string; name: string; source: readonly string[] }): Promise<ImageObject> {
    return this.#dism.change('Add-WindowsCapability', { Path: path, Name: name, Source: source, LimitAccess: true });
  }

  /** `Get-WindowsCapability -LimitAccess`: what the image knows, and what folders offer. */
  getCapabilities(path: string, source: readonly string[] = []): Promise<BasicCapability[]> {
    return this.#dism.many('Get-WindowsCapability', { Path: path, Source: source.length === 0 ? undefined : source, LimitAccess: true }, basicCapabilitySchema);
  }

  /** `Remove-WindowsCapability`, by the full name. */
  removeCapability({ path, name }: { path: string; name: string }): Promise<ImageObject> {
    return this.#dism.change('Remove-WindowsCapability', { Path: path, Name: name });
  }

  /** `Get-AppxProvisionedPackage` */
  getApps(path: string): Promise<ProvisionedApp[]> {
    return this.#dism.many('Get-AppxProvisionedPackage', { Path: path }, provisionedAppSchema);
  }

  /** `Remove-AppxProvisionedPackage`, by the full name. */
  removeApp({ path, name }: { path: string; name: string }): Promise<ImageObject> {
    return this.#dism.change('Remove-AppxProvisionedPackage', { Path: path, PackageName: name });
  }

  /** `Clear-WindowsCorruptMountPoint`: acts on every broken mount of the computer, whosever it is. */
  async clearCorruptMountPoints(): Promise<void> {
    await this.#dism.run('Clear-WindowsCorruptMountPoint', {});
  }
}
