using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>Where in the hives of an offline image a key lies that a manifest names.</summary>
    internal static class ManifestRegistry
    {
        private const string Redirection = "WOW6432Node";
        private const string Config = @"Windows\System32\config\";

        // "Registry Keys Affected by WOW64" of the Windows SDK: of the classes only these are kept apart.
        private static readonly string[] RedirectedClasses = { "CLSID", "DirectShow", "Interface", "Media Type", "MediaFoundation" };

        // Of SOFTWARE these are shared by both kinds of programs (same page).
        private static readonly string[] Shared =
        {
            @"Classes", @"Clients", @"Microsoft\COM3", @"Microsoft\Cryptography\Calais\Current", @"Microsoft\Cryptography\Calais\Readers",
            @"Microsoft\Cryptography\Services", @"Microsoft\CTF\SystemShared", @"Microsoft\CTF\TIP", @"Microsoft\DFS", @"Microsoft\Driver Signing",
            @"Microsoft\EnterpriseCertificates", @"Microsoft\EventSystem", @"Microsoft\MSMQ", @"Microsoft\Non-Driver Signing", @"Microsoft\Notepad\DefaultFonts",
            @"Microsoft\OLE", @"Microsoft\RAS", @"Microsoft\RPC", @"Microsoft\SOFTWARE\Microsoft\Shared Tools\MSInfo", @"Microsoft\SystemCertificates",
            @"Microsoft\TermServLicensing", @"Microsoft\Transaction Server", @"Microsoft\Windows\CurrentVersion\App Paths",
            @"Microsoft\Windows\CurrentVersion\Control Panel\Cursors\Schemes", @"Microsoft\Windows\CurrentVersion\Explorer\AutoplayHandlers",
            @"Microsoft\Windows\CurrentVersion\Explorer\DriveIcons", @"Microsoft\Windows\CurrentVersion\Explorer\KindMap",
            @"Microsoft\Windows\CurrentVersion\Group Policy", @"Microsoft\Windows\CurrentVersion\Policies", @"Microsoft\Windows\CurrentVersion\PreviewHandlers",
            @"Microsoft\Windows\CurrentVersion\Setup", @"Microsoft\Windows\CurrentVersion\Telephony\Locations",
            @"Microsoft\Windows NT\CurrentVersion\Console", @"Microsoft\Windows NT\CurrentVersion\FontDpi", @"Microsoft\Windows NT\CurrentVersion\FontLink",
            @"Microsoft\Windows NT\CurrentVersion\FontMapper", @"Microsoft\Windows NT\CurrentVersion\Fonts", @"Microsoft\Windows NT\CurrentVersion\FontSubstitutes",
            @"Microsoft\Windows NT\CurrentVersion\Gre_Initialize", @"Microsoft\Windows NT\CurrentVersion\Image File Execution Options",
            @"Microsoft\Windows NT\CurrentVersion\LanguagePack", @"Microsoft\Windows NT\CurrentVersion\NetworkCards",
            @"Microsoft\Windows NT\CurrentVersion\Perflib", @"Microsoft\Windows NT\CurrentVersion\Ports", @"Microsoft\Windows NT\CurrentVersion\Print",
            @"Microsoft\Windows NT\CurrentVersion\ProfileList", @"Microsoft\Windows NT\CurrentVersion\Time Zones", @"Policies", @"RegisteredApplications",
        };

        private static readonly Dictionary<string, string> Hives = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["SOFTWARE"] = ImageVersion.SoftwareHive,
            ["SYSTEM"] = Config + "SYSTEM",
            ["COMPONENTS"] = Config + "COMPONENTS",
            ["DRIVERS"] = Config + "DRIVERS",
            ["SAM"] = Config + "SAM",
            ["SECURITY"] = Config + "SECURITY",
            ["SCHEMA"] = @"Windows\System32\SMI\Store\Machine\SCHEMA.DAT",
        };

        /// <summary>The hive's image path and the key below its root; null for keys that no hive of an offline image holds.</summary>
        /// <param name="redirected">The component is 32-bit in a 64-bit image.</param>
        public static KeyValuePair<string, string>? Locate(string keyName, bool redirected)
        {
            var fields = keyName.Trim('\\').Split(new[] { '\\' }, 2);
            var rest = fields.Length == 2 ? fields[1] : "";
            switch (fields[0].ToUpperInvariant())
            {
                case "HKEY_LOCAL_MACHINE": return InMachine(rest, redirected);
                case "HKEY_CLASSES_ROOT": return InSoftware(@"Classes\" + rest, redirected);
                case "HKEY_USERS": return InUsers(rest);
                default: return null;
            }
        }

        private static KeyValuePair<string, string>? InMachine(string path, bool redirected)
        {
            var fields = path.Split(new[] { '\\' }, 2);
            var rest = fields.Length == 2 ? fields[1] : "";
            if (!Hives.TryGetValue(fields[0], out var hive)) return null;
            if (hive == ImageVersion.SoftwareHive) return InSoftware(rest, redirected);
            // The running control set of an offline image is the first.
            if (IsBelow(rest, "CurrentControlSet")) rest = "ControlSet001" + rest.Substring("CurrentControlSet".Length);
            return new KeyValuePair<string, string>(hive, rest);
        }

        private static KeyValuePair<string, string> InSoftware(string path, bool redirected)
        {
            if (redirected && !IsBelow(path, Redirection) && !Shared.Any(shared => IsBelow(path, shared))) path = Redirection + @"\" + path;
            else if (redirected)
                foreach (var name in RedirectedClasses)
                    if (IsBelow(path, @"Classes\" + name)) path = @"Classes\" + Redirection + path.Substring("Classes".Length);
            return new KeyValuePair<string, string>(ImageVersion.SoftwareHive, path);
        }

        private static KeyValuePair<string, string>? InUsers(string path) => IsBelow(path, ".DEFAULT")
            ? new KeyValuePair<string, string>(Config + "DEFAULT", path.Substring(".DEFAULT".Length).Trim('\\')) : (KeyValuePair<string, string>?)null;

        private static bool IsBelow(string path, string key) => path.StartsWith(key, StringComparison.OrdinalIgnoreCase)
            && (path.Length == key.Length || path[key.Length] == '\\');
    }
}
