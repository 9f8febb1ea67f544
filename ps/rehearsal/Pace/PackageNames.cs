using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>What package files tell of themselves, whatever they are called. Remembered for the process.</summary>
    internal static class PackageNames
    {
        private static readonly ConcurrentDictionary<string, string> Known = new ConcurrentDictionary<string, string>();

        /// <summary>Identities and KB numbers of the packages in a file or folder, one a line; those that cannot be read are left out.</summary>
        /// <param name="path">Absolute path. What is opened for this is opened for the operation.</param>
        public static string Of(Operation operation, string path)
        {
            if (File.Exists(path)) return OfFile(operation, path);
            if (!Directory.Exists(path)) return "";
            var isPackage = File.Exists(Path.Combine(path, UpdateArchive.TopManifest));
            return string.Join("\n", isPackage ? Read(operation, path) : UpdateArchive.FilesIn(path).Select(file => OfFile(operation, file)));
        }

        private static string OfFile(Operation operation, string file)
        {
            var key = file + "|" + Posix.ChangeMark(file);
            if (Known.TryGetValue(key, out var names)) return names;
            names = string.Join("\n", Read(operation, file));
            Known[key] = names;
            return names;
        }

        private static IReadOnlyList<string> Read(Operation operation, string path)
        {
            try
            {
                return UpdateArchive.Open(operation, path).Select(package => package.Top).Select(top => top.Identity + "\n" + top.Identifier).ToList();
            }
            catch (Exception error) when (error is DismException || error is IOException || error is UnauthorizedAccessException)
            {
                // Its own work will meet the same and say so.
                return Array.Empty<string>();
            }
        }
    }
}
