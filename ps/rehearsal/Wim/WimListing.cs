using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Microsoft.Dism.Commands
{
    /// <summary>One file or folder of an image.</summary>
    internal sealed class WimEntry
    {
        private const uint AttributeDirectory = 0x10;
        private const uint AttributeReparsePoint = 0x400;

        /// <summary>Path from the root of the image, `/` between the names.</summary>
        public string Path = "";
        public uint Attributes;
        /// <summary>SHA-1 of the unnamed stream in lower case; zeros for a folder and for an empty file.</summary>
        public string Sha1 = "";

        public bool IsFolder => (Attributes & AttributeDirectory) != 0;
        public bool IsFile => (Attributes & (AttributeDirectory | AttributeReparsePoint)) == 0;
    }

    /// <summary>Reads what `wimlib-imagex dir --detailed` prints, as it comes: an image has hundreds of thousands of files.</summary>
    internal sealed class WimListing
    {
        private readonly List<WimEntry> entries = new List<WimEntry>();
        private readonly StringBuilder rest = new StringBuilder();

        /// <summary>The entries of an image in the order of its tree.</summary>
        public static IReadOnlyList<WimEntry> Read(Operation operation, WimImage image)
        {
            var listing = new WimListing();
            WimTool.Run(operation, new[] { "dir", image.Wim.Path, WimTool.Number(image.Index), "--detailed" }, reader: listing.Take);
            return listing.entries;
        }

        private void Take(string chunk)
        {
            rest.Append(chunk);
            if (chunk.IndexOf('\n') < 0) return;
            var text = rest.ToString();
            var start = 0;
            for (var end = text.IndexOf('\n'); end >= 0; end = text.IndexOf('\n', start))
            {
                Line(text.Substring(start, end - start));
                start = end + 1;
            }
            rest.Clear().Append(text, start, text.Length - start);
        }

        private void Line(string line)
        {
            if (Value(line, "Full Path") is string path) entries.Add(new WimEntry { Path = Unquote(path) });
            else if (entries.Count == 0) return;
            else if (Value(line, "Attributes") is string attributes)
                entries[entries.Count - 1].Attributes = uint.Parse(attributes.Substring(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            // Named streams come after the unnamed one.
            else if (entries[entries.Count - 1].Sha1.Length == 0 && Value(line, "Hash") is string hash) entries[entries.Count - 1].Sha1 = hash.Substring(2);
        }

        // Only a name that Windows forbids can hold a quote or go on in the next line.
        private static string Unquote(string text) => text.TrimStart('"').TrimEnd('"');

        private static string? Value(string line, string name)
        {
            var equals = line.IndexOf('=');
            return equals > 0 && line.StartsWith(name, StringComparison.Ordinal) && line.Substring(0, equals).Trim() == name
                ? line.Substring(equals + 1).Trim(' ') : null;
        }
    }
}
