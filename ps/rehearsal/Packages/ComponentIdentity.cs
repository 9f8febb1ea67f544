using System;

namespace Microsoft.Dism.Commands
{
    /// <summary>A component's folder name, `arch_name_token_version_culture_hash`; the name itself may hold underscores.</summary>
    internal sealed class ComponentIdentity
    {
        private ComponentIdentity(string folder, string family, Version version)
        {
            Folder = folder;
            Family = family;
            Version = version;
        }

        public string Folder { get; }
        /// <summary>All but version and hash, in lower case: components of one family are versions of each other.</summary>
        public string Family { get; }
        public Version Version { get; }

        /// <summary>Null when the text is no component's folder name.</summary>
        public static ComponentIdentity? Parse(string folder)
        {
            var fields = folder.Split('_');
            var count = fields.Length;
            if (count < 6 || !Version.TryParse(fields[count - 3], out var version)) return null;
            var name = string.Join("_", fields, 1, count - 5);
            return new ComponentIdentity(folder, string.Join("_", fields[0], name, fields[count - 4], fields[count - 2]).ToLowerInvariant(), version);
        }
    }
}
