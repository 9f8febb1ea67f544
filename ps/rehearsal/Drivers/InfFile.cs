using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.Dism.Commands
{
    /// <summary>A line of an INF section: `key = value, value` or, with an empty key, `value, value`.</summary>
    internal sealed class InfLine
    {
        public InfLine(string key, IReadOnlyList<string> values)
        {
            Key = key;
            Values = values;
        }

        public string Key { get; }
        public IReadOnlyList<string> Values { get; }

        /// <summary>A value by its position, empty where there is none.</summary>
        public string Value(int index) => index < Values.Count ? Values[index] : "";
    }

    /// <summary>An INF file's sections with its strings put in. Names match without case; sections of one name are one.</summary>
    internal sealed class InfFile
    {
        private static readonly Regex Token = new Regex("%([^%]*)%", RegexOptions.CultureInvariant);
        private static readonly IReadOnlyList<InfLine> Nothing = Array.Empty<InfLine>();
        private readonly Dictionary<string, List<InfLine>> sections = new Dictionary<string, List<InfLine>>(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, string> strings;

        private InfFile(string text)
        {
            List<InfLine>? section = null;
            foreach (var line in LogicalLines(text))
            {
                if (line[0] == '[')
                {
                    var name = line.Substring(1, Math.Max(0, line.IndexOf(']') - 1)).Trim();
                    if (!sections.TryGetValue(name, out section)) sections.Add(name, section = new List<InfLine>());
                }
                else section?.Add(Parse(line));
            }
            strings = Section("Strings", expand: false).GroupBy(line => line.Key, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(group => group.Key, group => group.First().Value(0), StringComparer.OrdinalIgnoreCase);
        }

        public static InfFile Load(string path) => new InfFile(Decode(File.ReadAllBytes(path)));

        public bool Has(string section) => sections.ContainsKey(section);

        /// <summary>The lines of a section, none where there is no such section.</summary>
        public IReadOnlyList<InfLine> Section(string name) => Section(name, expand: true);

        /// <summary>A value of the first line with a key, empty where there is none.</summary>
        public string Value(string section, string key, int index = 0) =>
            Section(section).FirstOrDefault(line => line.Key.Equals(key, StringComparison.OrdinalIgnoreCase))?.Value(index) ?? "";

        private IReadOnlyList<InfLine> Section(string name, bool expand)
        {
            if (!sections.TryGetValue(name, out var lines)) return Nothing;
            return expand ? lines.Select(line => new InfLine(Expand(line.Key), line.Values.Select(Expand).ToList())).ToList() : lines;
        }

        // Directory ids such as %12% are no strings and stay as they are.
        private string Expand(string text) => Token.Replace(text, match =>
            match.Groups[1].Length == 0 ? "%" : strings.TryGetValue(match.Groups[1].Value, out var value) ? value : match.Value);

        private static string Decode(byte[] bytes)
        {
            if (bytes.Length >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE) return Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2);
            if (bytes.Length >= 2 && bytes[0] == 0xFE && bytes[1] == 0xFF) return Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2);
            try
            {
                return new UTF8Encoding(false, true).GetString(bytes).TrimStart('\uFEFF');
            }
            catch (ArgumentException)
            {
                return Encoding.GetEncoding("ISO-8859-1").GetString(bytes);
            }
        }

        private static IEnumerable<string> LogicalLines(string text)
        {
            var pending = "";
            foreach (var raw in text.Split('\n'))
            {
                var line = pending + WithoutComment(raw).Trim();
                pending = "";
                if (line.EndsWith("\\", StringComparison.Ordinal)) pending = line.Substring(0, line.Length - 1);
                else if (line.Length > 0) yield return line;
            }
            if (pending.Length > 0) yield return pending;
        }

        private static string WithoutComment(string line)
        {
            var quoted = false;
            for (var i = 0; i < line.Length; i++)
            {
                if (line[i] == '"') quoted = !quoted;
                else if (line[i] == ';' && !quoted) return line.Substring(0, i);
            }
            return line;
        }

        private static InfLine Parse(string line)
        {
            var equals = Outside(line, '=').Select(index => (int?)index).FirstOrDefault();
            var key = equals == null ? "" : Unquote(line.Substring(0, equals.Value));
            var rest = equals == null ? line : line.Substring(equals.Value + 1);
            var values = new List<string>();
            var start = 0;
            foreach (var comma in Outside(rest, ','))
            {
                values.Add(Unquote(rest.Substring(start, comma - start)));
                start = comma + 1;
            }
            values.Add(Unquote(rest.Substring(start)));
            return new InfLine(key, values);
        }

        private static List<int> Outside(string text, char wanted)
        {
            var found = new List<int>();
            var quoted = false;
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == '"') quoted = !quoted;
                else if (text[i] == wanted && !quoted) found.Add(i);
            }
            return found;
        }

        // Within quotes a quote is written twice.
        private static string Unquote(string text)
        {
            var trimmed = text.Trim();
            return trimmed.Length >= 2 && trimmed[0] == '"' && trimmed[trimmed.Length - 1] == '"'
                ? trimmed.Substring(1, trimmed.Length - 2).Replace("\"\"", "\"") : trimmed;
        }
    }
}
