using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>Packages of which the image must hold one, or with the disposition `absent` none.</summary>
    internal sealed class ParentRule
    {
        // Of Windows 10; no version begins with as large a number unless it is a build.
        private const int FirstBuild = 10240;

        private ParentRule(XElement parent, string file)
        {
            IsExact = Is(parent, "revisionCompare", "EQ");
            AnyBuild = Is(parent, "buildCompare", "GE");
            IsAbsent = Is(parent, "disposition", "absent");
            TakesStaged = Is(parent, "disposition", "staged");
            AnyOf = parent.Named("assemblyIdentity").Select(identity => AssemblyXml.Identity(identity, file)).ToList();
        }

        public bool IsExact { get; }
        /// <summary>A later build will do.</summary>
        public bool AnyBuild { get; }
        public bool IsAbsent { get; }
        /// <summary>It is enough that the content is in the image.</summary>
        public bool TakesStaged { get; }
        public IReadOnlyList<PackageIdentity> AnyOf { get; }

        public static ParentRule Read(XElement parent, string file) => new ParentRule(parent, file);

        /// <summary>
        /// Whether a package is one of those meant. GE (the default) means the same build and at least this version.
        /// Packages of Windows have the build in the third field (10.0.26100.1), updates in the first (26100.1742.1.10).
        /// </summary>
        public bool Accepts(PackageIdentity present) => AnyOf.Any(wanted => wanted.IsSameFamily(present) && Fits(wanted.Version, present.Version));

        private bool Fits(Version wanted, Version present)
        {
            if (IsExact) return wanted == present;
            if (wanted > present) return false;
            if (AnyBuild) return true;
            return wanted.Major == present.Major
                && (wanted.Major >= FirstBuild || (wanted.Minor == present.Minor && wanted.Build == present.Build));
        }

        private static bool Is(XElement element, string attribute, string value) => element.Text(attribute).Equals(value, StringComparison.OrdinalIgnoreCase);
    }
}
