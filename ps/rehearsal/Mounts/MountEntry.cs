using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.Dism.Commands
{
    /// <summary>One mount in the registry. Unknown members of a stored entry are ignored.</summary>
    internal sealed class MountEntry
    {
        /// <summary>Absolute path of the mount folder.</summary>
        public string Path = "";
        /// <summary>Absolute path of the WIM.</summary>
        public string ImagePath = "";
        public uint ImageIndex;
        public MountMode Mode;
        /// <summary>Fuse or Extract, never Auto.</summary>
        public MountMethod Method;
        public bool CheckIntegrity;
        /// <summary>Process of the FUSE mount; 0 for an extracted one.</summary>
        public int DaemonId;
        /// <summary>Start time of that process in clock ticks since boot, so that a reused id is not mistaken for it.</summary>
        public string DaemonStart = "";
        /// <summary>Length and change mark of the WIM of an extracted mount, to see foreign writes; empty for FUSE, which locks it.</summary>
        public string WimMark = "";

        /// <summary>Name of the entry's files: a hash of the mount folder's path.</summary>
        public string Id => IdOf(Path);

        public static string IdOf(string path)
        {
            using (var sha = SHA256.Create())
                return BitConverter.ToString(sha.ComputeHash(Encoding.UTF8.GetBytes(path)), 0, 12).Replace("-", "").ToLowerInvariant();
        }

        public string ToJson() => Json.Write(new Dictionary<string, object?>
        {
            ["path"] = Path,
            ["imagePath"] = ImagePath,
            ["imageIndex"] = ImageIndex,
            ["mode"] = Mode.ToString(),
            ["method"] = Method.ToString(),
            ["checkIntegrity"] = CheckIntegrity,
            ["daemonId"] = DaemonId,
            ["daemonStart"] = DaemonStart,
            ["wimMark"] = WimMark,
        });

        /// <exception cref="FormatException">Not an entry.</exception>
        public static MountEntry FromJson(string text)
        {
            if (!(Json.Parse(text) is Dictionary<string, object?> members)) throw new FormatException("not an object");
            return new MountEntry
            {
                Path = Text(members, "path"),
                ImagePath = Text(members, "imagePath"),
                ImageIndex = (uint)Number(members, "imageIndex"),
                Mode = (MountMode)Enum.Parse(typeof(MountMode), Text(members, "mode")),
                Method = (MountMethod)Enum.Parse(typeof(MountMethod), Text(members, "method")),
                CheckIntegrity = members.TryGetValue("checkIntegrity", out var check) && check is true,
                DaemonId = (int)Number(members, "daemonId"),
                DaemonStart = Text(members, "daemonStart"),
                WimMark = Text(members, "wimMark"),
            };
        }

        private static string Text(Dictionary<string, object?> members, string name) =>
            members.TryGetValue(name, out var value) && value is string text ? text : throw new FormatException(name);

        private static double Number(Dictionary<string, object?> members, string name) =>
            members.TryGetValue(name, out var value) && value is double number ? number
            : throw new FormatException(name + " " + string.Format(CultureInfo.InvariantCulture, "{0}", value));
    }
}
