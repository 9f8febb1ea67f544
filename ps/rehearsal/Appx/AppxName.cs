using System;

namespace Microsoft.Dism.Commands
{
    /// <summary>The full name of an app package, `Name_Version_Architecture_ResourceId_PublisherId`; a bundle's resource id is `~`.</summary>
    internal sealed class AppxName
    {
        private AppxName(string text, string[] fields, Version version)
        {
            Text = text;
            Name = fields[0];
            Version = version;
            Architecture = ArchitectureOf(fields[2]);
            ResourceId = fields[3];
            PublisherId = fields[4];
        }

        public string Text { get; }
        public string Name { get; }
        public Version Version { get; }
        /// <summary>PROCESSOR_ARCHITECTURE_*; 11 is neutral.</summary>
        public uint Architecture { get; }
        public string ResourceId { get; }
        public string PublisherId { get; }
        public string Family => Name + "_" + PublisherId;

        /// <summary>Null when the text is no full name.</summary>
        public static AppxName? Parse(string text)
        {
            var fields = text.Split('_');
            return fields.Length == 5 && fields[0].Length > 0 && fields[4].Length > 0 && Version.TryParse(fields[1], out var version)
                ? new AppxName(text, fields, version) : null;
        }

        /// <summary>Of the same app: another architecture, resources or the bundle around them. Other versions too.</summary>
        public bool IsSameFamily(AppxName other) => string.Equals(Family, other.Family, StringComparison.OrdinalIgnoreCase);

        private static uint ArchitectureOf(string text)
        {
            switch (text.ToLowerInvariant())
            {
                case "x86": return 0;
                case "arm": return 5;
                case "x64": return 9;
                case "arm64": return 12;
                default: return 11;
            }
        }
    }
}
