using System;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>Finds Windows paths inside an image on a file system that minds case.</summary>
    internal static class ImagePaths
    {
        /// <summary>The host path of an image path; parts that exist are taken in their own case, others as they are written.</summary>
        /// <param name="path">Relative, with `\` or `/`.</param>
        /// <exception cref="DismException">0x800f080d: the path leads out of the image.</exception>
        public static string Resolve(string root, string path)
        {
            var current = root;
            foreach (var part in Split(path)) current = Child(current, part);
            return current;
        }

        /// <summary>The parts of an image path.</summary>
        /// <exception cref="DismException">0x800f080d: the path leads out of the image.</exception>
        public static string[] Split(string path)
        {
            var parts = path.Split(new[] { '\\', '/' }, StringSplitOptions.RemoveEmptyEntries);
            foreach (var part in parts)
                if (part == "." || part == ".." || part.IndexOf('\0') >= 0) throw new DismException(Hresult.ManifestInvalidItem, "path " + path);
            return parts;
        }

        private static string Child(string folder, string name)
        {
            var exact = Path.Combine(folder, name);
            if (File.Exists(exact) || Directory.Exists(exact) || !Directory.Exists(folder)) return exact;
            foreach (var entry in Directory.GetFileSystemEntries(folder))
                if (string.Equals(Path.GetFileName(entry), name, StringComparison.OrdinalIgnoreCase)) return entry;
            return exact;
        }
    }
}
