using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>A package cabinet of a source folder that is a capability.</summary>
    internal sealed class OfferedCapability
    {
        public OfferedCapability(string cabinet, PackageManifest manifest)
        {
            Cabinet = cabinet;
            Manifest = manifest;
        }

        /// <summary>Absolute host path.</summary>
        public string Cabinet { get; }
        public PackageManifest Manifest { get; }
        public string Name => Manifest.Capability;
    }

    /// <summary>The capabilities that source folders offer, such as those of a Features on Demand ISO.</summary>
    internal static class CapabilitySource
    {
        /// <param name="sources">Folders; one that is not there offers nothing.</param>
        public static List<OfferedCapability> Read(Operation operation, IEnumerable<string> sources)
        {
            var offered = new List<OfferedCapability>();
            foreach (var cabinet in sources.Select(Path.GetFullPath).Where(Directory.Exists).SelectMany(UpdateArchive.FilesIn))
            {
                var manifest = TopOf(operation, cabinet);
                if (manifest?.ReleaseType == ReleaseType.OnDemandPack && manifest.Capability.Length > 0) offered.Add(new OfferedCapability(cabinet, manifest));
            }
            return offered;
        }

        // A source holds hundreds of cabinets: only the manifest is expanded.
        private static PackageManifest? TopOf(Operation operation, string cabinet)
        {
            operation.Stop.ThrowIfCancellationRequested();
            var folder = operation.Scratch.NewFolder();
            var result = ChildProcess.Run(operation, "cabextract", new[] { "-q", "-d", folder, "-F", UpdateArchive.TopManifest, cabinet });
            var file = Path.Combine(folder, UpdateArchive.TopManifest);
            if (result.ExitCode != 0 || !File.Exists(file)) return null;
            return PackageManifest.Load(file);
        }
    }
}
