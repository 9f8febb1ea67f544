using System;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Content of genuine packages that only Windows can unpack: manifests compressed against a base that lies in wcp.dll
    /// (`DCM` 01, then PA30), files that are deltas (PA30) against what the image has, and express packages, whose files
    /// lie in a `.psf` beside the cabinet.
    /// </summary>
    internal static class DeltaContent
    {
        // Forward, reverse and null deltas of a component's files lie in folders of these names.
        private static readonly string[] Folders = { "f", "r", "n" };
        private static readonly byte[] Compressed = { (byte)'D', (byte)'C', (byte)'M' };

        public static bool IsCompressedManifest(string file)
        {
            using (var stream = File.OpenRead(file))
            {
                var start = new byte[Compressed.Length];
                return stream.Read(start, 0, start.Length) == start.Length && start.SequenceEqual(Compressed);
            }
        }

        /// <summary>Whether files of an expanded package may be missing because they are deltas or lie elsewhere.</summary>
        public static bool MayLackFiles(string folder, PackageManifest top) => top.Format.Equals("PSFX", StringComparison.OrdinalIgnoreCase)
            || Directory.EnumerateFiles(folder, "*.cix.xml").Any();

        /// <summary>Whether a component has a file as a delta.</summary>
        /// <param name="folder">Host folder of the component in the package.</param>
        public static bool Has(string folder, string name) =>
            Directory.Exists(folder) && Folders.Any(kind => File.Exists(ImagePaths.Resolve(folder, kind + @"\" + name)));
    }
}
