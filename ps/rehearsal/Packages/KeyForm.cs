using System;
using System.Collections.Generic;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// What component folders are called, `arch_name_token_version_language`, without the hash that Windows makes of the
    /// identity. Long names are cut in the middle (user reports of how folders are named).
    /// </summary>
    internal static class KeyForm
    {
        private const int LongestName = 40;
        private const int LongestLanguage = 16;

        /// <summary>The key form in a manifest's file name.</summary>
        public static string OfFile(string file)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var end = name.LastIndexOf('_');
            return end < 0 ? name : name.Substring(0, end);
        }

        /// <summary>The key forms that an identity may have: with its name cut as Windows does, and whole.</summary>
        public static IEnumerable<string> Of(PackageIdentity identity)
        {
            var language = identity.Language.Length == 0 ? "none" : Cut(identity.Language, LongestLanguage);
            var cut = Cut(identity.Name, LongestName);
            yield return Join(identity, cut, language);
            if (cut != identity.Name) yield return Join(identity, identity.Name, language);
        }

        private static string Join(PackageIdentity identity, string name, string language) =>
            string.Join("_", identity.Architecture, name, identity.Token, identity.VersionText, language);

        private static string Cut(string text, int longest)
        {
            var half = (longest / 2) - 1;
            return text.Length <= longest ? text : text.Substring(0, half) + ".." + text.Substring(text.Length - half);
        }
    }
}
