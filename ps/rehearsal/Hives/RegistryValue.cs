using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Microsoft.Dism.Commands
{
    /// <summary>A registry value's type and bytes. Texts are UTF-16LE and end with a NUL.</summary>
    internal sealed class RegistryValue
    {
        private const int TypeNone = 0;
        private const int TypeText = 1;
        private const int TypeExpandText = 2;
        private const int TypeBinary = 3;
        private const int TypeDword = 4;
        private const int TypeDwordBigEndian = 5;
        private const int TypeMultiText = 7;
        private const int TypeQword = 11;

        public RegistryValue(int type, byte[] data)
        {
            Type = type;
            Data = data;
        }

        public int Type { get; }
        public byte[] Data { get; }

        public static RegistryValue Text(string text) => new RegistryValue(TypeText, Encoding.Unicode.GetBytes(text + "\0"));

        public static RegistryValue Dword(uint number) => new RegistryValue(TypeDword, LittleEndian(number, 4));

        public static RegistryValue ExpandText(string text) => new RegistryValue(TypeExpandText, Encoding.Unicode.GetBytes(text + "\0"));

        /// <summary>A value in the words of a component manifest.</summary>
        /// <exception cref="FormatException">Unknown type, or a value that does not fit it.</exception>
        public static RegistryValue FromManifest(string type, string value) =>
            TryFromManifest(type, value) ?? throw new FormatException("registry value " + value + " of type " + type);

        /// <summary>As <see cref="FromManifest"/>; null for an unknown type or a value that does not fit its type.</summary>
        public static RegistryValue? TryFromManifest(string type, string value)
        {
            switch (type.ToUpperInvariant())
            {
                case "": case "REG_SZ": return Text(value);
                case "REG_EXPAND_SZ": return ExpandText(value);
                case "REG_DWORD": return Number(value, uint.MaxValue) is ulong number ? Dword((uint)number) : null;
                case "REG_DWORD_BIG_ENDIAN": return Number(value, uint.MaxValue) is ulong big ? Reversed(Dword((uint)big)) : null;
                case "REG_QWORD": return Number(value, ulong.MaxValue) is ulong whole ? new RegistryValue(TypeQword, LittleEndian(whole, 8)) : null;
                case "REG_NONE": return Hexadecimal(value) is byte[] none ? new RegistryValue(TypeNone, none) : null;
                case "REG_BINARY": return Hexadecimal(value) is byte[] bytes ? new RegistryValue(TypeBinary, bytes) : null;
                case "REG_MULTI_SZ": return new RegistryValue(TypeMultiText, MultiText(value));
                default: return null;
            }
        }

        /// <summary>The text of a REG_SZ or REG_EXPAND_SZ, else null.</summary>
        public string? AsText() =>
            Type == TypeText || Type == TypeExpandText ? Encoding.Unicode.GetString(Data).TrimEnd('\0') : null;

        /// <summary>The texts of a REG_MULTI_SZ, else null.</summary>
        public IReadOnlyList<string>? AsTexts() =>
            Type == TypeMultiText ? Encoding.Unicode.GetString(Data).Split(new[] { '\0' }, StringSplitOptions.RemoveEmptyEntries) : null;

        /// <summary>The number of a REG_DWORD, else null.</summary>
        public uint? AsDword() => Type == TypeDword && Data.Length == 4
            ? (uint)(Data[0] | Data[1] << 8 | Data[2] << 16 | Data[3] << 24)
            : (uint?)null;

        private static byte[] LittleEndian(ulong number, int size)
        {
            var data = new byte[size];
            for (var i = 0; i < size; i++) data[i] = (byte)(number >> (8 * i));
            return data;
        }

        private static RegistryValue Reversed(RegistryValue number)
        {
            Array.Reverse(number.Data);
            return new RegistryValue(TypeDwordBigEndian, number.Data);
        }

        // A value without text is 0, as manifests leave it out.
        private static ulong? Number(string text, ulong maximum)
        {
            if (text.Length == 0) return 0;
            var hexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
            var style = hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
            return ulong.TryParse(hexadecimal ? text.Substring(2) : text, style, CultureInfo.InvariantCulture, out var number) && number <= maximum
                ? number : (ulong?)null;
        }

        private static byte[]? Hexadecimal(string text)
        {
            if (text.Length % 2 != 0) return null;
            var data = new byte[text.Length / 2];
            for (var i = 0; i < data.Length; i++)
                if (!byte.TryParse(text.Substring(2 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out data[i])) return null;
            return data;
        }

        // Manifests write "first","second".
        private static byte[] MultiText(string text)
        {
            var all = new StringBuilder();
            foreach (var item in SplitQuoted(text)) if (item.Length > 0) all.Append(item).Append('\0');
            return Encoding.Unicode.GetBytes(all.Append('\0').ToString());
        }

        private static IEnumerable<string> SplitQuoted(string text)
        {
            foreach (var item in text.Split(new[] { "\",\"" }, StringSplitOptions.None)) yield return item.Trim('"');
        }
    }
}
