using System;

namespace Microsoft.Dism.Commands
{
    /// <summary>`Name~publicKeyToken~architecture~language~version`; a neutral language is written empty.</summary>
    internal sealed class PackageIdentity
    {
        public PackageIdentity(string name, string token, string architecture, string language, string version)
        {
            Name = name;
            Token = token;
            Architecture = architecture;
            Language = string.Equals(language, "neutral", StringComparison.OrdinalIgnoreCase) ? "" : language;
            VersionText = version;
            Version = Version.TryParse(version, out var parsed) ? parsed : new Version(0, 0);
        }

        public string Name { get; }
        public string Token { get; }
        public string Architecture { get; }
        public string Language { get; }
        public string VersionText { get; }
        public Version Version { get; }

        /// <summary>Null when the text is no identity.</summary>
        public static PackageIdentity? Parse(string text)
        {
            var fields = text.Split('~');
            return fields.Length == 5 && fields[0].Length > 0 ? new PackageIdentity(fields[0], fields[1], fields[2], fields[3], fields[4]) : null;
        }

        /// <summary>A cumulative update.</summary>
        public bool IsRollup => Same(Name, "Package_for_RollupFix");

        public override string ToString() => string.Join("~", Name, Token, Architecture, Language, VersionText);

        public bool Is(PackageIdentity other) => string.Equals(ToString(), other.ToString(), StringComparison.OrdinalIgnoreCase);

        /// <summary>The same package, maybe of another version. `*` as a language means any.</summary>
        public bool IsSameFamily(PackageIdentity other) =>
            Same(Name, other.Name) && Same(Token, other.Token) && Same(Architecture, other.Architecture)
                && (Language == "*" || other.Language == "*" || Same(Language, other.Language));

        private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
    }
}
