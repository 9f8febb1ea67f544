using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Microsoft.Dism.Commands
{
    /// <summary>An expanded package: a folder with `update.mum`.</summary>
    internal sealed class ExpandedPackage
    {
        /// <param name="isOfBundle">From an update of the unified format, in which DISM tells no package apart.</param>
        public ExpandedPackage(string folder, bool isOfBundle = false)
        {
            Folder = folder;
            IsOfBundle = isOfBundle;
        }

        public bool IsOfBundle { get; }

        public string Folder { get; }
        public PackageManifest Top => PackageManifest.Load(Path.Combine(Folder, UpdateArchive.TopManifest));
    }

    /// <summary>Opens `.msu` (cabinet or WIM, by their magic), `.cab` and folders of them into the scratch folder.</summary>
    internal static class UpdateArchive
    {
        public const string TopManifest = "update.mum";
        private const string WimMagic = "MSWI";

        /// <summary>The packages of one update file in the order in which they must be installed.</summary>
        /// <param name="path">Absolute path of a file or of an expanded package's folder.</param>
        public static List<ExpandedPackage> Open(Operation operation, string path)
        {
            if (Directory.Exists(path)) return new List<ExpandedPackage> { new ExpandedPackage(path) };
            if (operation.Expanded.TryGetValue(path, out var expanded)) return expanded;
            return operation.Expanded[path] = OpenFile(operation, path);
        }

        private static List<ExpandedPackage> OpenFile(Operation operation, string path)
        {
            if (!File.Exists(path)) throw new DismException(Hresult.FileNotFound, path);
            var folder = operation.Scratch.NewFolder();
            Expand(operation, path, folder);
            if (File.Exists(Path.Combine(folder, TopManifest))) return new List<ExpandedPackage> { new ExpandedPackage(folder) };
            var payload = PayloadOf(folder);
            if (payload.Count == 0) throw new DismException(Hresult.InvalidPackage, "no " + TopManifest + " in " + path);
            // A bundle of packages under the name of a cabinet is not taken (user reports).
            if (path.EndsWith(".cab", StringComparison.OrdinalIgnoreCase)) throw new DismException(Hresult.NotApplicable, path);
            var isBundle = Magic(path) == WimMagic || Directory.GetFiles(folder, "*.psf").Length > 0;
            return payload.Select(cab => new ExpandedPackage(OpenCabinet(operation, cab).Folder, isBundle)).ToList();
        }

        /// <summary>Expands one package cabinet.</summary>
        public static ExpandedPackage OpenCabinet(Operation operation, string cabinet)
        {
            var folder = operation.Scratch.NewFolder();
            Expand(operation, cabinet, folder);
            if (!File.Exists(Path.Combine(folder, TopManifest)))
                throw new DismException(Hresult.InvalidPackage, "no " + TopManifest + " in " + cabinet);
            return new ExpandedPackage(folder);
        }

        /// <summary>The update files in a folder, servicing stacks by name first.</summary>
        public static List<string> FilesIn(string folder) => InOrder(Directory.GetFiles(folder)
            .Where(file => Has(file, ".cab") || Has(file, ".msu")));

        // The packages themselves; a .psf beside them holds deltas for their components.
        private static List<string> PayloadOf(string folder)
        {
            var files = Directory.GetFiles(folder);
            var payload = InOrder(files.Where(file => (Has(file, ".cab") || Has(file, ".wim")) && !IsMetadata(Path.GetFileName(file))));
            if (payload.Count == 0 && files.Any(file => Has(file, ".psf")))
                throw new DismException(Hresult.NotSupported, "the update has nothing but deltas (.psf), which the rehearsal cannot apply");
            return payload;
        }

        private static bool IsMetadata(string name) =>
            name.Equals("WSUSSCAN.cab", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("DesktopDeployment", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".AggregatedMetadata.cab", StringComparison.OrdinalIgnoreCase);

        private static List<string> InOrder(IEnumerable<string> files) => files
            .OrderBy(file => Path.GetFileName(file).StartsWith("SSU-", StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .ThenBy(file => file, StringComparer.OrdinalIgnoreCase).ToList();

        private static void Expand(Operation operation, string path, string folder)
        {
            operation.Stop.ThrowIfCancellationRequested();
            switch (Magic(path))
            {
                case "MSCF":
                    // cabextract passes over what is missing at the end.
                    if (CabinetSize(path) > new FileInfo(path).Length) throw new DismException(Hresult.InvalidData, path + " is cut off");
                    var result = ChildProcess.Run(operation, "cabextract", new[] { "-q", "-d", folder, path });
                    if (result.ExitCode != 0) throw new DismException(Hresult.InvalidData, path + ": " + result.Error);
                    break;
                case WimMagic:
                    WimTool.Run(operation, new[] { "extract", path, "1", "--dest-dir=" + folder, "--no-acls" });
                    break;
                default: throw new DismException(Hresult.InvalidData, path + " is neither a cabinet nor a WIM");
            }
        }

        private static string Magic(string path)
        {
            using (var stream = Posix.OpenRead(path))
                return Encoding.ASCII.GetString(new BinaryReader(stream).ReadBytes(4));
        }

        private static uint CabinetSize(string path)
        {
            using (var stream = Posix.OpenRead(path))
            {
                stream.Position = 8;
                var size = new BinaryReader(stream).ReadBytes(4);
                return size.Length == 4 ? BitConverter.ToUInt32(size, 0) : uint.MaxValue;
            }
        }

        private static bool Has(string file, string extension) => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
    }
}
