using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.Dism.Commands
{
    /// <summary>The further parts of a split WIM, which -SplitImageFilePattern names.</summary>
    internal static class SplitSet
    {
        /// <summary>The options that tell wimlib-imagex of the further parts; none for a WIM in one piece.</summary>
        /// <param name="first">The first part.</param>
        /// <param name="pattern">Absolute host path whose last part may hold * and ?, matched in any case; empty for none.</param>
        /// <exception cref="DismException">0x80070057 not the first part, 0x80070002 a part is missing.</exception>
        public static IEnumerable<string> References(WimFile first, string pattern)
        {
            if (first.PartNumber != 1) throw new DismException(Hresult.InvalidArgument, first.Path + " is part " + first.PartNumber + " of a split WIM");
            var found = new SortedDictionary<int, string> { [1] = first.Path };
            foreach (var file in Matches(pattern))
            {
                var part = WimFile.Open(file);
                if (part.SetId == first.SetId && part.TotalParts == first.TotalParts) found[part.PartNumber] = file;
            }
            var options = new List<string>();
            for (var number = 2; number <= first.TotalParts; number++)
            {
                if (!found.TryGetValue(number, out var file))
                    throw new DismException(Hresult.FileNotFound, "part " + number + " of " + first.TotalParts + " of " + first.Path);
                options.Add("--ref=" + Literal(file));
            }
            return options;
        }

        private static IEnumerable<string> Matches(string pattern)
        {
            if (pattern.Length == 0) yield break;
            var folder = Path.GetDirectoryName(pattern) ?? "/";
            if (!Directory.Exists(folder)) throw new DismException(Hresult.PathNotFound, folder);
            var name = new Regex("^" + Regex.Escape(Path.GetFileName(pattern)).Replace(@"\*", ".*").Replace(@"\?", ".") + "$",
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline);
            foreach (var file in Directory.GetFiles(folder))
                if (name.IsMatch(Path.GetFileName(file))) yield return file;
        }

        // wimlib-imagex takes a glob(7).
        private static string Literal(string path)
        {
            var text = new StringBuilder();
            foreach (var c in path)
            {
                if ("*?[]\\".IndexOf(c) >= 0) text.Append('\\');
                text.Append(c);
            }
            return text.ToString();
        }
    }
}
