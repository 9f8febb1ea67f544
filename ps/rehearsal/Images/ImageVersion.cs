using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>Version facts in the SOFTWARE hive, key `Microsoft\Windows NT\CurrentVersion`.</summary>
    internal static class ImageVersion
    {
        public const string Key = @"Microsoft\Windows NT\CurrentVersion";
        public const string SoftwareHive = @"Windows\System32\config\SOFTWARE";

        /// <summary>The update build revision, or null where the image has no such hive or value.</summary>
        public static uint? ReadUbr(string root, ScratchFolder scratch)
        {
            var path = ImagePaths.Resolve(root, SoftwareHive);
            if (!File.Exists(path)) return null;
            using (var hive = new Hive(path, scratch)) return hive.Open(Key)?.Dword("UBR");
        }

        /// <summary>Version as the cmdlets show it, e.g. `10.0.17134.165`.</summary>
        public static string Read(Hive software)
        {
            var key = software.Open(Key);
            return (key?.Dword("CurrentMajorVersionNumber") ?? 0) + "." + (key?.Dword("CurrentMinorVersionNumber") ?? 0) + "."
                + (key?.Text("CurrentBuildNumber") ?? key?.Text("CurrentBuild") ?? "0") + "." + (key?.Dword("UBR") ?? 0);
        }

        /// <summary>Build number, 0 where the hive does not tell.</summary>
        public static int ReadBuild(Hive software)
        {
            var key = software.Open(Key);
            return int.TryParse(key?.Text("CurrentBuildNumber") ?? key?.Text("CurrentBuild"), out var build) ? build : 0;
        }

        /// <summary>Architecture as package identities write it (`amd64`), from BuildLabEx; empty where it does not tell.</summary>
        public static string ReadArchitecture(Hive software)
        {
            var fields = (software.Open(Key)?.Text("BuildLabEx") ?? "").Split('.');
            if (fields.Length < 3) return "";
            foreach (var flavour in new[] { "fre", "chk" })
                if (fields[2].EndsWith(flavour, System.StringComparison.Ordinal)) return fields[2].Substring(0, fields[2].Length - flavour.Length);
            return "";
        }
    }
}
