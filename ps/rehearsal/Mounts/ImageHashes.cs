using System;
using System.Collections.Generic;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>The SHA-1 of each file's content, as the WIM stores it.</summary>
    internal static class ImageHashes
    {
        private const string PathLabel = "Full Path           = \"";
        private const string HashLabel = "Hash              = 0x";

        /// <returns>Paths with a leading slash; files without content are missing.</returns>
        public static Dictionary<string, string> Read(Operation operation, string wim, uint index)
        {
            var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
            var text = WimTool.Run(operation, new[] { "dir", wim, WimTool.Number(index), "--detailed" });
            var path = "";
            foreach (var line in new StringReader(text).Lines())
            {
                if (line.StartsWith(PathLabel, StringComparison.Ordinal)) path = line.Substring(PathLabel.Length).TrimEnd('"');
                // The first hash is that of the unnamed stream.
                else if (line.StartsWith(HashLabel, StringComparison.Ordinal) && !hashes.ContainsKey(path))
                    hashes[path] = line.Substring(HashLabel.Length).Trim();
            }
            return hashes;
        }

        private static IEnumerable<string> Lines(this StringReader reader)
        {
            string? line;
            while ((line = reader.ReadLine()) != null) yield return line;
        }
    }
}
