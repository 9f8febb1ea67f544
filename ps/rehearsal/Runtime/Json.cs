using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Reads and writes the small JSON documents of the rehearsal. Its own, because netstandard2.0 has none that loads
    /// in Windows PowerShell 5.1 without more assemblies. Objects are dictionaries, numbers doubles.
    /// </summary>
    internal static class Json
    {
        /// <exception cref="FormatException">The text is not one JSON value.</exception>
        public static object? Parse(string text)
        {
            var reader = new JsonReader(text);
            return reader.ReadDocument();
        }

        public static string Write(IEnumerable<KeyValuePair<string, object?>> value)
        {
            var text = new StringBuilder();
            Append(text, value);
            return text.ToString();
        }

        private static void Append(StringBuilder text, object? value)
        {
            switch (value)
            {
                case null: text.Append("null"); break;
                case bool flag: text.Append(flag ? "true" : "false"); break;
                case string s: AppendString(text, s); break;
                case IEnumerable<KeyValuePair<string, object?>> members:
                    AppendAll(text, '{', '}', members, member =>
                    {
                        AppendString(text, member.Key);
                        text.Append(':');
                        Append(text, member.Value);
                    });
                    break;
                case IEnumerable<object?> items:
                    AppendAll(text, '[', ']', items, item => Append(text, item));
                    break;
                default: text.Append(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
            }
        }

        private static void AppendAll<T>(StringBuilder text, char open, char close, IEnumerable<T> items, Action<T> append)
        {
            text.Append(open);
            var first = true;
            foreach (var item in items)
            {
                if (!first) text.Append(',');
                first = false;
                append(item);
            }
            text.Append(close);
        }

        private static void AppendString(StringBuilder text, string value)
        {
            text.Append('"');
            foreach (var c in value)
            {
                if (c == '"' || c == '\\') text.Append('\\').Append(c);
                else if (c < ' ') text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                else text.Append(c);
            }
            text.Append('"');
        }
    }
}
