using System;
using System.Collections.Generic;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>The Windows that a driver is read for.</summary>
    internal sealed class DriverTarget
    {
        public DriverTarget(string architecture, int build)
        {
            Architecture = architecture;
            Build = build;
        }

        /// <summary>As INFs write it: `amd64`, `x86`, `arm64`.</summary>
        public string Architecture { get; }
        public int Build { get; }
        public bool Is64Bit => Architecture == "amd64" || Architecture == "arm64";
        /// <summary>PROCESSOR_ARCHITECTURE_*.</summary>
        public uint ArchitectureNumber => Architecture == "amd64" ? 9u : Architecture == "arm64" ? 12u : Architecture == "arm" ? 5u : 0u;
    }

    /// <summary>A driver package in an image's driver store, or one that lies elsewhere.</summary>
    internal sealed class StoredDriver
    {
        private readonly DriverTarget target;

        /// <param name="published">`oemN.inf`; null for a driver of Windows itself and for one that is not in an image.</param>
        public StoredDriver(DriverInf inf, string? published, bool isInbox, DriverTarget target)
        {
            Inf = inf;
            Published = published;
            IsInbox = isInbox;
            this.target = target;
        }

        public DriverInf Inf { get; }
        public string? Published { get; }
        public bool IsInbox { get; }
        /// <summary>Name by which cmdlets know it.</summary>
        public string Name => Published ?? Inf.Name;
        /// <summary>Absolute host path of the package.</summary>
        public string Folder => Path.GetDirectoryName(Inf.File)!;
        public string Catalog => Inf.CatalogFor(target.Architecture);
        public List<DriverModel> Models => Inf.Models(target.Architecture, target.Build);
        public uint ArchitectureNumber => target.ArchitectureNumber;

        /// <summary>Fills what is known of the package as a whole.</summary>
        /// <param name="classDescription">The image's text for the class; empty where it has none.</param>
        /// <param name="show">Writes a host path as the session does.</param>
        public T Describe<T>(T result, string classDescription, Func<string, string> show) where T : BasicDriverObject
        {
            result.Driver = Name;
            result.OriginalFileName = show(Inf.File);
            result.Inbox = IsInbox;
            result.CatalogFile = Catalog;
            result.ClassName = Inf.ClassName;
            result.ClassGuid = Inf.ClassGuid;
            result.ClassDescription = classDescription;
            result.BootCritical = Inf.IsBootCritical(target.Architecture, target.Build);
            result.DriverSignature = DriverCatalog.SignatureOf(Inf.File, Catalog);
            result.ProviderName = Inf.Provider;
            result.Date = Inf.Date;
            result.MajorVersion = (uint)Inf.Version.Major;
            result.MinorVersion = (uint)Inf.Version.Minor;
            result.Build = (uint)Inf.Version.Build;
            result.Revision = (uint)Inf.Version.Revision;
            return result;
        }
    }
}
