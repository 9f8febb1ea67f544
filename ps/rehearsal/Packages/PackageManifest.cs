using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>A feature that a package declares.</summary>
    internal sealed class DeclaredFeature
    {
        public string Name = "";
        public string DisplayName = "";
        public string Description = "";
        public RestartType Restart;
        /// <summary>Names of the features that must be enabled before it.</summary>
        public IReadOnlyList<string> Parents = Array.Empty<string>();
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
        /// <summary>How the package was made, e.g. `PSFX`: its files are deltas. Empty for most.</summary>
        public string Format => package.First("customInformation").Text("PackageFormat");
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
        public IEnumerable<ParentRule> Parents => package.Named("parent").Select(parent => ParentRule.Read(parent, File));

        public IEnumerable<PackageIdentity> Children => Brought("package");

        /// <summary>Children that lists show, as packages that were added by themselves.</summary>
        public IEnumerable<PackageIdentity> VisibleChildren => Updates.SelectMany(update => update.Named("package"))
            .Where(child => child.Text("integrate").Equals("visible", StringComparison.OrdinalIgnoreCase)).Select(IdentityOf);

        /// <summary>Components, deployments of components, and drivers, which are components too.</summary>
        public IEnumerable<PackageIdentity> Components => Brought("component").Concat(Brought("driver"));

        public IEnumerable<DeclaredFeature> Features => Updates.Where(update => update.First("selectable") != null).Select(update => new DeclaredFeature
        {
            Name = update.Text("name"),
            DisplayName = update.Text("displayName"),
            Description = update.Text("description"),
            Restart = ReadRestart(update.Text("restart")),
            Parents = update.Named("applicable").SelectMany(applicable => applicable.Descendants())
                .Where(element => element.Name.LocalName == "update").Select(parent => parent.Text("name")).ToList(),
        });

        /// <summary>What is added to an image to correct it, rather than a part of Windows, a language or an optional feature.</summary>
        public bool IsUpdate => ReleaseType is ReleaseType.CriticalUpdate or ReleaseType.Hotfix or ReleaseType.SecurityUpdate
            or ReleaseType.SoftwareUpdate or ReleaseType.Update or ReleaseType.UpdateRollup or ReleaseType.ServicePack;

        /// <exception cref="DismException">Not a package manifest.</exception>
        public static PackageManifest Load(string file) => new PackageManifest(file);

        private IEnumerable<PackageIdentity> Brought(string kind) => Updates.SelectMany(update => update.Named(kind)).Select(IdentityOf);

        private PackageIdentity IdentityOf(XElement item) => AssemblyXml.Identity(item.First("assemblyIdentity"), File);

        private IEnumerable<XElement> Updates => package.Named("update");

        private static RestartType ReadRestart(string text) =>
            text == "possible" ? RestartType.Possible : text == "required" ? RestartType.Required : RestartType.No;
    }
}
