using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Microsoft.Dism.Commands
{
    /// <summary>A recursive-descent reader of RFC 8259 text; see <see cref="Json"/>.</summary>
    internal sealed class JsonReader
    {
        private const int MaximumDepth = 64;
        private readonly string text;
        private int at;
        private int depth;

        public JsonReader(string text) => this.text = text;

        public object? ReadDocument()
        {
            if (text.Length > 0 && text[0] == '\uFEFF') at = 1;
            var value = ReadValue();
            SkipBlanks();
            if (at != text.Length) throw Error("end of text");
            return value;
        }

        private object? ReadValue()
        {
            SkipBlanks();
            if (at >= text.Length) throw Error("a value");
            switch (text[at])
            {
                case '{': return ReadObject();
                case '[': return ReadArray();
                case '"': return ReadString();
                case 't': Expect("true"); return true;
                case 'f': Expect("false"); return false;
                case 'n': Expect("null"); return null;
                default: return ReadNumber();
            }
        }

        private Dictionary<string, object?> ReadObject()
        {
            Enter();
            var members = new Dictionary<string, object?>(StringComparer.Ordinal);
            if (TakeAfterBlanks('}')) { depth--; return members; }
            do
            {
                SkipBlanks();
                var name = ReadString();
                if (!TakeAfterBlanks(':')) throw Error("':'");
                members[name] = ReadValue();
            }
            while (TakeAfterBlanks(','));
            if (!TakeAfterBlanks('}')) throw Error("'}'");
            depth--;
            return members;
        }

        private List<object?> ReadArray()
        {
            Enter();
            var items = new List<object?>();
            if (TakeAfterBlanks(']')) { depth--; return items; }
            do items.Add(ReadValue());
            while (TakeAfterBlanks(','));
            if (!TakeAfterBlanks(']')) throw Error("']'");
            depth--;
            return items;
        }

        private string ReadString()
        {
            if (at >= text.Length || text[at] != '"') throw Error("a string");
            at++;
            var value = new StringBuilder();
            while (at < text.Length && text[at] != '"')
            {
                var c = text[at++];
                if (c < ' ') throw Error("no control character");
                value.Append(c == '\\' ? ReadEscape() : c);
            }
            if (at >= text.Length) throw Error("'\"'");
            at++;
            return value.ToString();
        }

        private char ReadEscape()
        {
            if (at >= text.Length) throw Error("an escape");
            var c = text[at++];
            switch (c)
            {
                case 'b': return '\b';
                case 'f': return '\f';
                case 'n': return '\n';
                case 'r': return '\r';
                case 't': return '\t';
                case '"': case '\\': case '/': return c;
                case 'u':
                    if (at + 4 > text.Length || !ushort.TryParse(text.Substring(at, 4), NumberStyles.AllowHexSpecifier,
                        CultureInfo.InvariantCulture, out var code)) throw Error("four hexadecimal digits");
                    at += 4;
                    return (char)code;
                default: throw Error("an escape");
            }
        }

        private double ReadNumber()
        {
            var start = at;
            while (at < text.Length && "+-0123456789.eE".IndexOf(text[at]) >= 0) at++;
            if (!double.TryParse(text.Substring(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                throw Error("a value");
            return number;
        }

        private void Enter()
        {
            at++;
            if (++depth > MaximumDepth) throw Error("less depth");
        }

        private void Expect(string word)
        {
            if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0) throw Error(word);
            at += word.Length;
        }

        private bool TakeAfterBlanks(char c)
        {
            SkipBlanks();
            if (at >= text.Length || text[at] != c) return false;
            at++;
            return true;
        }

        private void SkipBlanks()
        {
            while (at < text.Length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n')) at++;
        }

        private FormatException Error(string expected) =>
            new FormatException("JSON: expected " + expected + " at character " + at.ToString(CultureInfo.InvariantCulture));
    }
}
