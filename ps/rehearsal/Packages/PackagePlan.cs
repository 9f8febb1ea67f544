using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>A package that will be installed with the components that it brings.</summary>
    internal sealed class PlannedPackage
    {
        public PlannedPackage(PackageManifest manifest, bool hidden, List<ComponentManifest> components)
        {
            Manifest = manifest;
            Hidden = hidden;
            Components = components;
        }

        public PackageManifest Manifest { get; }
        public bool Hidden { get; }
        public List<ComponentManifest> Components { get; }
    }

    /// <summary>
    /// What adding an expanded package to an image would do, known and checked before anything is written: a failure of
    /// the package leaves the image as it was.
    /// </summary>
    internal sealed class PackagePlan
    {
        private const int FirstBuildWithCheckpoints = 26100;
        private readonly PackageStore store;
        private readonly string folder;
        private readonly Dictionary<string, PackageManifest> manifests = new Dictionary<string, PackageManifest>(StringComparer.OrdinalIgnoreCase);

        private PackagePlan(PackageStore store, ExpandedPackage source)
        {
            this.store = store;
            folder = source.Folder;
            Top = source.Top;
            foreach (var file in Directory.GetFiles(folder, "*.mum"))
            {
                if (Path.GetFileName(file).Equals(UpdateArchive.TopManifest, StringComparison.OrdinalIgnoreCase)) continue;
                var manifest = PackageManifest.Load(file);
                manifests[manifest.Identity.ToString()] = manifest;
            }
        }

        public PackageManifest Top { get; }
        /// <summary>What is to be installed, the top package first; empty when the image has all of it.</summary>
        public List<PlannedPackage> Packages { get; } = new List<PlannedPackage>();
        /// <summary>Folder with the components' files.</summary>
        public string SourceOf(ComponentManifest component) => Path.Combine(folder, component.Component.Folder);

        /// <param name="ignoreCheck">Leaves out whether the top package applies; its children are still chosen by their parents.</param>
        /// <exception cref="DismException">The package does not apply, asks for a newer stack, or is damaged.</exception>
        public static PackagePlan Make(OfflineImage image, PackageStore store, ExpandedPackage source, bool ignoreCheck)
        {
            var plan = new PackagePlan(store, source);
            if (!ignoreCheck) plan.RequireApplicable(image);
            plan.Choose();
            plan.RequireServicingStack();
            return plan;
        }

        /// <summary>Whether adding the package would be more than an error; what Get-WindowsPackage calls applicable.</summary>
        public static bool IsApplicable(OfflineImage image, PackageStore store, ExpandedPackage source)
        {
            try
            {
                Make(image, store, source, false);
                return true;
            }
            catch (DismException error) when (error.HResult == Hresult.NotApplicable || error.HResult == Hresult.NewServicingStackRequired)
            {
                return false;
            }
        }

        private void RequireApplicable(OfflineImage image)
        {
            var architecture = ArchitectureOf(image);
            if (architecture.Length > 0 && Top.Identity.Architecture.Length > 0
                && !architecture.Equals(Top.Identity.Architecture, StringComparison.OrdinalIgnoreCase))
                throw NotApplicable("is for " + Top.Identity.Architecture + ", the image is " + architecture);
            if (!HasParents(Top)) throw NotApplicable("none of its parents is in the image");
            foreach (var record in store.All())
                if (record.Identity.IsSameFamily(Top.Identity) && record.Identity.Version > Top.Identity.Version && CbsState.IsPresent(record.State))
                    throw Superseded(record.Identity);
        }

        private void Choose()
        {
            var children = Top.Children.Select(Manifest).Where(HasParents).ToList();
            if (children.Count == 0 && Top.Children.Any()) throw NotApplicable("none of its packages has a parent in the image");
            var missing = children.Where(child => !store.IsPresent(child.Identity)).ToList();
            if (store.IsPresent(Top.Identity) && missing.Count == 0) return;
            Packages.Add(new PlannedPackage(Top, false, ComponentsOf(Top)));
            foreach (var child in missing) Packages.Add(new PlannedPackage(child, true, ComponentsOf(child)));
        }

        private void RequireServicingStack()
        {
            foreach (var package in Packages)
            {
                var needed = package.Manifest.MinimumStack;
                if (needed != null && needed > store.ServicingStack)
                    throw new DismException(Hresult.NewServicingStackRequired,
                        package.Manifest.Identity + " needs servicing stack " + needed + ", the image has " + store.ServicingStack);
            }
        }

        private List<ComponentManifest> ComponentsOf(PackageManifest package) => package.Components.Select(FindComponent).ToList();

        private ComponentManifest FindComponent(PackageIdentity identity)
        {
            // Folder names are cut and hashed in ways that need not be known: the manifest says who it is.
            var prefix = identity.Architecture + "_";
            foreach (var file in Directory.GetFiles(folder, "*.manifest"))
            {
                var name = Path.GetFileName(file);
                if (!name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) || name.IndexOf("_" + identity.VersionText + "_", StringComparison.Ordinal) < 0)
                    continue;
                var manifest = ComponentManifest.Load(file);
                if (!manifest.Identity.Is(identity)) continue;
                foreach (var payload in manifest.Files)
                    if (!File.Exists(ImagePaths.Resolve(SourceOf(manifest), payload.Name)))
                        throw new DismException(Hresult.FileNotFound, name + " names " + payload.Name + ", which is not in the package");
                // Read now, so that a bad destination or value is found before anything is written.
                manifest.Values.Count();
                return manifest;
            }
            throw new DismException(Hresult.FileNotFound, "the package has no manifest of component " + identity);
        }

        private PackageManifest Manifest(PackageIdentity child) => manifests.TryGetValue(child.ToString(), out var manifest) ? manifest
            : throw new DismException(Hresult.FileNotFound, "the package has no manifest of " + child);

        private bool HasParents(PackageManifest package)
        {
            var present = store.All().Where(record => CbsState.IsPresent(record.State)).Select(record => record.Identity).ToList();
            return package.Parents.All(rule => present.Any(rule.Accepts));
        }

        private string ArchitectureOf(OfflineImage image)
        {
            var told = ImageVersion.ReadArchitecture(image.Software);
            return told.Length > 0 ? told
                : store.All().Select(record => record.Identity.Architecture).FirstOrDefault(text => text.Length > 0) ?? "";
        }

        // Since Windows 11 24H2 an older cumulative update breaks on a newer image instead of being passed over (user reports).
        private DismException Superseded(PackageIdentity by) => Top.Identity.Version.Major >= FirstBuildWithCheckpoints
            ? new DismException(Hresult.StoreCorrupt, Top.Identity + " is older than " + by)
            : NotApplicable("is superseded by " + by);

        private DismException NotApplicable(string reason) => new DismException(Hresult.NotApplicable, Top.Identity + " " + reason);
    }
}
