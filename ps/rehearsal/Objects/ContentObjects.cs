namespace Microsoft.Dism.Commands
{
    /// <summary>One capability in the list of Get-WindowsCapability.</summary>
    public class BasicCapabilityObject : ImageObject
    {
        public string Name { get; set; } = "";
        public PackageFeatureState State { get; set; }
    }

    /// <summary>All that Get-WindowsCapability knows about one capability; sizes are bytes.</summary>
    public class AdvancedCapabilityObject : BasicCapabilityObject
    {
        public string DisplayName { get; set; } = "";
        public string Description { get; set; } = "";
        public uint DownloadSize { get; set; }
        public uint InstallSize { get; set; }
    }

    /// <summary>An edition: the image's, or one that it can be raised to.</summary>
    public class EditionObject : ImageObject
    {
        public string Edition { get; set; } = "";
    }

    /// <summary>An app that each new user of the image gets.</summary>
    public class AppxPackageObject : ImageObject
    {
        public string DisplayName { get; set; } = "";
        public string PackageName { get; set; } = "";
        public string PublisherId { get; set; } = "";
        public uint MajorVersion { get; set; }
        public uint MinorVersion { get; set; }
        public uint Build { get; set; }
        public uint Revision { get; set; }
        public uint Architecture { get; set; }
        public string ResourceId { get; set; } = "";
        public string InstallLocation { get; set; } = "";
        public string Regions { get; set; } = "";
    }
}
