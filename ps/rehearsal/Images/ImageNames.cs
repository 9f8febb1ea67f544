using System;
using System.Collections.Generic;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// As <see cref="ImagePaths"/>, with each folder listed only once: a cumulative update writes tens of thousands of
    /// files into folders with as many. What was asked for counts as being there, in the case of the first who asked.
    /// </summary>
    internal sealed class ImageNames
    {
        private readonly string root;
        private readonly Dictionary<string, Dictionary<string, string>> folders = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);

        public ImageNames(string root) => this.root = root;

        /// <summary>The host path of an image path.</summary>
        /// <exception cref="DismException">0x800f080d: the path leads out of the image.</exception>
        public string Resolve(string path)
        {
            var current = root;
            foreach (var part in ImagePaths.Split(path)) current = Path.Combine(current, NameIn(current, part));
            return current;
        }

        private string NameIn(string folder, string name)
        {
            if (!folders.TryGetValue(folder, out var names))
            {
                names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                if (Directory.Exists(folder))
                    foreach (var entry in Directory.GetFileSystemEntries(folder)) names[Path.GetFileName(entry)] = Path.GetFileName(entry);
                folders.Add(folder, names);
            }
            if (!names.TryGetValue(name, out var actual)) names.Add(name, actual = name);
            return actual;
        }
    }
}
