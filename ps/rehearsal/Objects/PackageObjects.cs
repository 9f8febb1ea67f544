using System;
using System.Collections.Generic;

namespace Microsoft.Dism.Commands
{
    /// <summary>A named value that a package or feature carries.</summary>
    public class CustomProperty
    {
        public string Name { get; set; } = "";
        public string Value { get; set; } = "";
        public string Path { get; set; } = "";
    }

    /// <summary>One package in the list of Get-WindowsPackage.</summary>
    public class BasicPackageObject : ImageObject
    {
        public string PackageName { get; set; } = "";
        public PackageFeatureState PackageState { get; set; }
        public ReleaseType ReleaseType { get; set; }
        /// <summary>Local time; null when never installed.</summary>
        public object? InstallTime { get; set; }
    }

    /// <summary>All that Get-WindowsPackage knows about one package.</summary>
    public class AdvancedPackageObject : BasicPackageObject
    {
        public bool Applicable { get; set; }
        public string Copyright { get; set; } = "";
        public string Company { get; set; } = "";
        public object? CreationTime { get; set; }
        public string Description { get; set; } = "";
        public string InstallClient { get; set; } = "";
        public string InstallPackageName { get; set; } = "";
        public object? LastUpdateTime { get; set; }
        public string DisplayName { get; set; } = "";
        public string ProductName { get; set; } = "";
        public string ProductVersion { get; set; } = "";
        public RestartType RestartRequired { get; set; }
        public string SupportInformation { get; set; } = "";
        public CompletelyOfflineCapableType CompletelyOfflineCapable { get; set; } = CompletelyOfflineCapableType.Undetermined;
        public bool SelfServicingPackage { get; set; }
        public string CapabilityId { get; set; } = "";
        public IList<CustomProperty> CustomProperties { get; set; } = Array.Empty<CustomProperty>();
        public IList<BasicFeatureObject> Features { get; set; } = Array.Empty<BasicFeatureObject>();
    }

    /// <summary>One feature in the list of Get-WindowsOptionalFeature.</summary>
    public class BasicFeatureObject : ImageObject
    {
        public string FeatureName { get; set; } = "";
        public FeatureState State { get; set; }
    }

    /// <summary>All that Get-WindowsOptionalFeature knows about one feature.</summary>
    public class AdvancedFeatureObject : BasicFeatureObject
    {
        public string DisplayName { get; set; } = "";
        public string Description { get; set; } = "";
        public RestartType RestartRequired { get; set; }
        public IList<CustomProperty> CustomProperties { get; set; } = Array.Empty<CustomProperty>();
    }
}
