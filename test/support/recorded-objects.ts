/** Classes with their base and the properties that they add, in order; as recorded on Windows. */
export const recordedObjects: Readonly<Record<string, readonly [base: string, properties: string]>> = {
  BaseDismObject: ['Object', 'LogPath ScratchDirectory LogLevel'],
  ImageObject: ['BaseDismObject', 'Path Online WinPath SysDrivePath RestartNeeded'],
  ImageObjectWithState: ['ImageObject', 'ImageHealthState'],
  OfflineImageObject: ['BaseDismObject', 'ImagePath Name'],
  BasicImageInfoObject: ['BaseDismObject', 'ImageType ImagePath ImageName ImageIndex ImageDescription ImageSize'],
  ImageInfoObject: ['BaseDismObject', 'ImageType ImagePath ImageName ImageIndex ImageDescription ImageSize Architecture ProductName EditionId InstallationType Hal ProductType ProductSuite MajorVersion MinorVersion Build SPBuild SPLevel ImageBootable SystemRoot Languages DefaultLanguageIndex'],
  WimImageInfoObject: ['ImageInfoObject', 'DirectoryCount FileCount CreatedTime ModifiedTime WIMBoot'],
  MountedImageInfoObject: ['BaseDismObject', 'Path ImagePath ImageIndex MountMode MountStatus'],
  BasicPackageObject: ['ImageObject', 'PackageName PackageState ReleaseType InstallTime'],
  AdvancedPackageObject: ['BasicPackageObject', 'Applicable Copyright Company CreationTime Description InstallClient InstallPackageName LastUpdateTime DisplayName ProductName ProductVersion RestartRequired SupportInformation CompletelyOfflineCapable SelfServicingPackage CapabilityId CustomProperties Features'],
  BasicFeatureObject: ['ImageObject', 'FeatureName State'],
  AdvancedFeatureObject: ['BasicFeatureObject', 'DisplayName Description RestartRequired CustomProperties'],
};

/** Enumerations with their numbers. */
export const recordedEnums: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  LogLevel: { Errors: 0, Warnings: 1, WarningsInfo: 2, Debug: 3 },
  PackageFeatureState: { NotPresent: 0, UninstallPending: 1, Staged: 2, Removed: 3, Installed: 4, InstallPending: 5, Superseded: 6, PartiallyInstalled: 7 },
  FeatureState: { Disabled: 0, DisablePending: 1, Enabled: 2, EnablePending: 3, Superseded: 4, PartiallyInstalled: 5, DisabledWithPayloadRemoved: 6 },
  ReleaseType: { CriticalUpdate: 0, Driver: 1, FeaturePack: 2, Hotfix: 3, SecurityUpdate: 4, SoftwareUpdate: 5, Update: 6, UpdateRollup: 7, LanguagePack: 8, Foundation: 9, ServicePack: 10, Product: 11, LocalPack: 12, Other: 13, OnDemandPack: 14 },
  RestartType: { No: 0, Possible: 1, Required: 2 },
  MountMode: { ReadWrite: 0, ReadOnly: 1 },
  MountStatus: { Ok: 0, NeedsRemount: 1, Invalid: 2 },
  ImageHealthState: { Healthy: 0, Repairable: 1, NonRepairable: 2 },
  ImageType: { Unsupported: -1, Wim: 0, Vhd: 1 },
  ImageBootable: { Yes: 0, No: 1, Unknown: 2 },
};
