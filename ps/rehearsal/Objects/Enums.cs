namespace Microsoft.Dism.Commands
{
    /// <summary>How much a cmdlet writes to its log. The documentation's prose counts from 1: pass names.</summary>
    public enum LogLevel { Errors = 0, Warnings = 1, WarningsInfo = 2, Debug = 3 }

    /// <summary>State of a package or of a feature inside a package (dismapi.h numbers).</summary>
    public enum PackageFeatureState
    {
        NotPresent = 0, UninstallPending = 1, Staged = 2, Removed = 3, Installed = 4,
        InstallPending = 5, Superseded = 6, PartiallyInstalled = 7,
    }

    /// <summary>State of a feature as the cmdlets show it; not the numbering of <see cref="PackageFeatureState"/>.</summary>
    public enum FeatureState
    {
        Disabled = 0, DisablePending = 1, Enabled = 2, EnablePending = 3, Superseded = 4,
        PartiallyInstalled = 5, DisabledWithPayloadRemoved = 6,
    }

    /// <summary>Release type of a package (dismapi.h numbers).</summary>
    public enum ReleaseType
    {
        CriticalUpdate = 0, Driver = 1, FeaturePack = 2, Hotfix = 3, SecurityUpdate = 4, SoftwareUpdate = 5,
        Update = 6, UpdateRollup = 7, LanguagePack = 8, Foundation = 9, ServicePack = 10, Product = 11,
        LocalPack = 12, Other = 13, OnDemandPack = 14,
    }

    /// <summary>Whether a package or feature wants a restart.</summary>
    public enum RestartType { No = 0, Possible = 1, Required = 2 }

    /// <summary>Whether a package can be installed without booting the image.</summary>
    public enum CompletelyOfflineCapableType { Yes = 0, No = 1, Undetermined = 2 }

    /// <summary>How an image is mounted.</summary>
    public enum MountMode { ReadWrite = 0, ReadOnly = 1 }

    /// <summary>Whether a mount can be serviced.</summary>
    public enum MountStatus { Ok = 0, NeedsRemount = 1, Invalid = 2 }

    /// <summary>Health of an image's component store.</summary>
    public enum ImageHealthState { Healthy = 0, Repairable = 1, NonRepairable = 2 }

    /// <summary>Kind of image file.</summary>
    public enum ImageType { Unsupported = -1, Wim = 0, Vhd = 1 }

    /// <summary>Whether an image is the bootable one of its file.</summary>
    public enum ImageBootable { Yes = 0, No = 1, Unknown = 2 }
}
