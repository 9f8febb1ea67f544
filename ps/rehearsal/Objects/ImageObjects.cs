using System;

namespace Microsoft.Dism.Commands
{
    // The derived properties come first in Select-Object *, so each class declares only its own.

    /// <summary>What every Dism cmdlet gives back at least: how it was called.</summary>
    public class BaseDismObject
    {
        public string LogPath { get; set; } = "";
        public string ScratchDirectory { get; set; } = "";
        public LogLevel LogLevel { get; set; } = LogLevel.WarningsInfo;
    }

    /// <summary>An offline image that a cmdlet worked on.</summary>
    public class ImageObject : BaseDismObject
    {
        public string Path { get; set; } = "";
        public bool Online { get; set; }
        public string WinPath { get; set; } = "";
        public string SysDrivePath { get; set; } = "";
        public bool RestartNeeded { get; set; }
    }

    /// <summary>Answer of Repair-WindowsImage.</summary>
    public class ImageObjectWithState : ImageObject
    {
        public ImageHealthState ImageHealthState { get; set; }
    }

    /// <summary>Answer of the cmdlets that work on image files; for an export the path is the destination.</summary>
    public class OfflineImageObject : BaseDismObject
    {
        public string ImagePath { get; set; } = "";
        public string Name { get; set; } = "";
    }

    /// <summary>One image of a WIM in the list of Get-WindowsImage.</summary>
    public class BasicImageInfoObject : BaseDismObject
    {
        public ImageType ImageType { get; set; }
        public string ImagePath { get; set; } = "";
        public string ImageName { get; set; } = "";
        public uint ImageIndex { get; set; }
        public string ImageDescription { get; set; } = "";
        public ulong ImageSize { get; set; }
    }

    /// <summary>All that Get-WindowsImage knows about one image, whatever holds it.</summary>
    public class ImageInfoObject : BaseDismObject
    {
        public ImageType ImageType { get; set; }
        public string ImagePath { get; set; } = "";
        public string ImageName { get; set; } = "";
        public uint ImageIndex { get; set; }
        public string ImageDescription { get; set; } = "";
        public ulong ImageSize { get; set; }
        public uint Architecture { get; set; }
        public string ProductName { get; set; } = "";
        public string EditionId { get; set; } = "";
        public string InstallationType { get; set; } = "";
        public string Hal { get; set; } = "";
        public string ProductType { get; set; } = "";
        public string ProductSuite { get; set; } = "";
        public uint MajorVersion { get; set; }
        public uint MinorVersion { get; set; }
        public uint Build { get; set; }
        public uint SPBuild { get; set; }
        public uint SPLevel { get; set; }
        public ImageBootable ImageBootable { get; set; }
        public string SystemRoot { get; set; } = "";
        public string[] Languages { get; set; } = Array.Empty<string>();
        public uint DefaultLanguageIndex { get; set; }
    }

    /// <summary>Answer of Get-WindowsImage with an index or a name of a WIM.</summary>
    public class WimImageInfoObject : ImageInfoObject
    {
        public uint DirectoryCount { get; set; }
        public uint FileCount { get; set; }
        public DateTime CreatedTime { get; set; }
        public DateTime ModifiedTime { get; set; }
        public bool WIMBoot { get; set; }
    }

    /// <summary>One mount of this computer.</summary>
    public class MountedImageInfoObject : BaseDismObject
    {
        public string Path { get; set; } = "";
        public string ImagePath { get; set; } = "";
        public uint ImageIndex { get; set; }
        public MountMode MountMode { get; set; }
        public MountStatus MountStatus { get; set; }
    }
}
