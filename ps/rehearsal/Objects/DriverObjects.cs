using System;

namespace Microsoft.Dism.Commands
{
    /// <summary>Whether a driver's catalog is signed (dismapi.h numbers).</summary>
    public enum DriverSignature { Unknown = 0, Unsigned = 1, Signed = 2 }

    /// <summary>One driver package of an image.</summary>
    public class BasicDriverObject : ImageObject
    {
        /// <summary>Published name (`oem0.inf`), or the file name of an inbox driver's INF.</summary>
        public string Driver { get; set; } = "";
        /// <summary>Absolute path of the INF in the driver store.</summary>
        public string OriginalFileName { get; set; } = "";
        public bool Inbox { get; set; }
        public string CatalogFile { get; set; } = "";
        public string ClassName { get; set; } = "";
        public string ClassGuid { get; set; } = "";
        public string ClassDescription { get; set; } = "";
        public bool BootCritical { get; set; }
        public DriverSignature DriverSignature { get; set; }
        public string ProviderName { get; set; } = "";
        public DateTime Date { get; set; }
        public uint MajorVersion { get; set; }
        public uint MinorVersion { get; set; }
        public uint Build { get; set; }
        public uint Revision { get; set; }
    }

    /// <summary>One piece of hardware that a driver package is for.</summary>
    public class AdvancedDriverObject : BasicDriverObject
    {
        public string ManufacturerName { get; set; } = "";
        public string HardwareDescription { get; set; } = "";
        public string HardwareId { get; set; } = "";
        public uint Architecture { get; set; }
        public string ServiceName { get; set; } = "";
        public string CompatibleIds { get; set; } = "";
        public string ExcludeIds { get; set; } = "";
    }
}
