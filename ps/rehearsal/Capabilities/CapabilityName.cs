using System;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// A capability's name, `Name~token~architecture~language~version`. The package that it is says so in
    /// `declareCapability/capability/capabilityIdentity`; for language features and .NET 3.5 the package's own name tells
    /// as well (both names are in the vendor's lists).
    /// </summary>
    internal static class CapabilityName
    {
        private const string NetFx3Package = "Microsoft-Windows-NetFx3-OnDemand-Package";
        private const string NetFx3 = "NetFX3~~~~";
        private static readonly Regex LanguageFeature = new Regex(
            "^Microsoft-Windows-LanguageFeatures-([A-Za-z]+)-([a-z]{2,3}(?:-[a-z]{4})?-[a-z]{2,3})-Package$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

        public static bool IsName(string text) => PackageIdentity.Parse(text) != null;

        /// <param name="package">The `package` element of the manifest.</param>
        /// <returns>Empty where the package is no capability.</returns>
        public static string Of(PackageIdentity identity, XElement package)
        {
            var declared = package.First("declareCapability")?.First("capability")?.First("capabilityIdentity");
            if (declared != null) return Format(declared);
            if (identity.Name.Equals(NetFx3Package, StringComparison.OrdinalIgnoreCase)) return NetFx3;
            var match = LanguageFeature.Match(identity.Name);
            return match.Success ? string.Join("~", "Language." + match.Groups[1].Value, "", "", WithCase(match.Groups[2].Value), "0.0.1.0") : "";
        }

        private static string Format(XElement declared) => new PackageIdentity(declared.Text("name"), declared.Text("publicKeyToken"),
            declared.Text("processorArchitecture"), declared.Text("language"), Pad(declared.Text("version"))).ToString();

        // Manifests say 1.0 where the name has 0.0.1.0.
        private static string Pad(string version)
        {
            var missing = 4 - version.Split('.').Length;
            return version.Length == 0 ? "" : string.Concat(Enumerable.Repeat("0.", Math.Max(0, missing))) + version;
        }

        // en-us is written en-US, zh-hant-tw zh-Hant-TW.
        private static string WithCase(string language) => string.Join("-", language.Split('-').Select((part, index) =>
            index == 0 ? part.ToLowerInvariant()
            : part.Length == 4 ? char.ToUpperInvariant(part[0]) + part.Substring(1).ToLowerInvariant()
            : part.ToUpperInvariant()));
    }
}
