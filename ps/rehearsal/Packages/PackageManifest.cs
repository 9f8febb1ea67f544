using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>Packages of which the image must hold one.</summary>
    internal sealed class ParentRule
    {
        public bool Exact;
        public List<PackageIdentity> AnyOf = new List<PackageIdentity>();

        /// <summary>
        /// GE means the same build and at least this version. Packages of Windows have the build in the third field
        /// (10.0.26100.1), updates in the first (26100.1742.1.10).
        /// </summary>
        public bool Accepts(PackageIdentity present) => AnyOf.Any(wanted => wanted.IsSameFamily(present)
            && (Exact ? wanted.Version == present.Version
                : wanted.Version.Major == present.Version.Major && wanted.Version <= present.Version
                    && (wanted.Version.Major >= FirstBuild || (wanted.Version.Minor == present.Version.Minor && wanted.Version.Build == present.Version.Build))));

        // Of Windows 10; no version begins with as large a number unless it is a build.
        private const int FirstBuild = 10240;
    }

    /// <summary>A feature that a package declares.</summary>
    internal sealed class DeclaredFeature
    {
        public string Name = "";
        public string DisplayName = "";
        public string Description = "";
        public RestartType Restart;
    }

    /// <summary>A package's `.mum`.</summary>
    internal sealed class PackageManifest
    {
        private readonly XElement assembly;
        private readonly XElement package;

        private PackageManifest(string file)
        {
            File = file;
            assembly = AssemblyXml.Load(file);
            Identity = AssemblyXml.Identity(assembly.First("assemblyIdentity"), file);
            package = assembly.First("package") ?? throw new DismException(Hresult.InvalidPackage, "no package in " + file);
        }

        /// <summary>Absolute host path of the `.mum`.</summary>
        public string File { get; }
        public PackageIdentity Identity { get; }
        public string Identifier => package.Text("identifier");
        public string Description => assembly.Text("description");
        public string DisplayName => assembly.Text("displayName");
        public string Company => assembly.Text("company");
        public string Copyright => assembly.Text("copyright");
        public string SupportInformation => assembly.Text("supportInformation");
        public object? CreationTime => AssemblyXml.Time(assembly.Text("creationTimeStamp"));
        public object? LastUpdateTime => AssemblyXml.Time(assembly.Text("lastUpdateTimeStamp"));
        public bool IsSelfUpdate => package.Text("selfUpdate") == "true";
        public bool IsPermanent => package.Text("permanence") == "permanent";
        public RestartType Restart => ReadRestart(package.Text("restart"));

        /// <summary>The enum's value whose name is the text without blanks; Other where there is none.</summary>
        public ReleaseType ReleaseType =>
            Enum.TryParse<ReleaseType>(package.Text("releaseType").Replace(" ", ""), true, out var type) ? type : ReleaseType.Other;

        /// <summary>Name of the capability that the package is, empty where it is none; see <see cref="CapabilityName"/>.</summary>
        public string Capability => CapabilityName.Of(Identity, package);

        /// <summary>Lowest servicing stack that may install the package, or null.</summary>
        public Version? MinimumStack => package.Descendants()
            .Where(element => element.Name.LocalName == "installerAssembly"
                && element.Text("name").Equals("Microsoft-Windows-ServicingStack", StringComparison.OrdinalIgnoreCase))
            .Select(element => Version.TryParse(element.Text("version"), out var version) ? version : null)
            .Max();

        /// <summary>Each of them must be fulfilled.</summary>
        public IEnumerable<ParentRule> Parents => package.Named("parent").Select(parent => new ParentRule
        {
            Exact = parent.Text("revisionCompare") == "EQ",
            AnyOf = parent.Named("assemblyIdentity").Select(identity => AssemblyXml.Identity(identity, File)).ToList(),
        });

        public IEnumerable<PackageIdentity> Children => Updates
            .SelectMany(update => update.Named("package")).Select(child => AssemblyXml.Identity(child.First("assemblyIdentity"), File));

        public IEnumerable<PackageIdentity> Components => Updates
            .SelectMany(update => update.Named("component")).Select(component => AssemblyXml.Identity(component.First("assemblyIdentity"), File));

        public IEnumerable<DeclaredFeature> Features => Updates.Where(update => update.First("selectable") != null).Select(update => new DeclaredFeature
        {
            Name = update.Text("name"),
            DisplayName = update.Text("displayName"),
            Description = update.Text("description"),
            Restart = ReadRestart(update.Text("restart")),
        });

        /// <exception cref="DismException">Not a package manifest.</exception>
        public static PackageManifest Load(string file) => new PackageManifest(file);

        private IEnumerable<XElement> Updates => package.Named("update");

        private static RestartType ReadRestart(string text) =>
            text == "possible" ? RestartType.Possible : text == "required" ? RestartType.Required : RestartType.No;
    }
}
