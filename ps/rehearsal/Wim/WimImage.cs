using System;
using System.Collections.Generic;
using System.Globalization;
using System.Xml;

namespace Microsoft.Dism.Commands
{
    /// <summary>One IMAGE element of a WIM's XML.</summary>
    internal sealed class WimImage
    {
        private readonly XmlElement element;

        public WimImage(WimFile wim, XmlElement element)
        {
            Wim = wim;
            this.element = element;
            Index = uint.TryParse(element.GetAttribute("INDEX"), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : 0;
        }

        public WimFile Wim { get; }
        public uint Index { get; }

        /// <summary>Text of a descendant, e.g. `WINDOWS/VERSION/BUILD`; empty where missing.</summary>
        public string Text(string path) => element.SelectSingleNode(path)?.InnerText ?? "";

        /// <summary>Number of a descendant; 0 where missing or not a number.</summary>
        public ulong Number(string path) =>
            ulong.TryParse(Text(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

        /// <summary>A FILETIME in two hexadecimal halves, as local time; the minimum where missing.</summary>
        public DateTime Time(string path)
        {
            var high = Half(path + "/HIGHPART");
            var low = Half(path + "/LOWPART");
            return high == null || low == null ? DateTime.MinValue : DateTime.FromFileTimeUtc(high.Value << 32 | low.Value).ToLocalTime();
        }

        public string[] Languages()
        {
            var all = new List<string>();
            foreach (XmlNode language in element.SelectNodes("WINDOWS/LANGUAGES/LANGUAGE")!) all.Add(language.InnerText);
            return all.ToArray();
        }

        /// <summary>Every text of the image's XML as path and value, repeated elements numbered, counts and times left out.</summary>
        public IEnumerable<KeyValuePair<string, string>> Properties()
        {
            foreach (XmlNode child in element.ChildNodes)
                if (child is XmlElement e && Array.IndexOf(Computed, e.Name) < 0)
                    foreach (var property in Leaves(e, "")) yield return property;
        }

        private static readonly string[] Computed =
            { "DIRCOUNT", "FILECOUNT", "TOTALBYTES", "HARDLINKBYTES", "CREATIONTIME", "LASTMODIFICATIONTIME" };

        private static IEnumerable<KeyValuePair<string, string>> Leaves(XmlElement element, string above)
        {
            var position = 1;
            for (var before = element.PreviousSibling; before != null; before = before.PreviousSibling)
                if (before.Name == element.Name) position++;
            var path = above + element.Name + (position > 1 ? "[" + position.ToString(CultureInfo.InvariantCulture) + "]" : "");
            var leaf = true;
            foreach (XmlNode child in element.ChildNodes)
            {
                if (!(child is XmlElement e)) continue;
                leaf = false;
                foreach (var property in Leaves(e, path + "/")) yield return property;
            }
            if (leaf) yield return new KeyValuePair<string, string>(path, element.InnerText);
        }

        private long? Half(string path)
        {
            var text = Text(path);
            return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
                && long.TryParse(text.Substring(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var half) ? half : (long?)null;
        }
    }
}
