using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>A package that will be installed with the components that it brings.</summary>
    internal sealed class PlannedPackage
    {
        public PlannedPackage(PackageManifest manifest, PackageIdentity? owner, bool hidden, List<SourceComponent> components)
        {
            Manifest = manifest;
            Owner = owner;
            Hidden = hidden;
            Components = components;
        }

        public PackageManifest Manifest { get; }
        /// <summary>The package that brings it, or null for the top package.</summary>
        public PackageIdentity? Owner { get; }
        public bool Hidden { get; }
        public List<SourceComponent> Components { get; }
    }

    /// <summary>
    /// What adding an expanded package to an image would do, known and checked before anything is written: a failure of
    /// the package leaves the image as it was.
    /// </summary>
    internal sealed class PackagePlan
    {
        private const int FirstBuildWithCheckpoints = 26100;
        private readonly PackageStore store;
        private readonly PresentPackages present;
        private readonly string architecture;
        private readonly bool mayLackFiles;
        private readonly SourceComponents components;
        private readonly Dictionary<string, PackageManifest> manifests = new Dictionary<string, PackageManifest>(StringComparer.OrdinalIgnoreCase);

        private PackagePlan(OfflineImage image, PackageStore store, ExpandedPackage source)
        {
            this.store = store;
            Top = source.Top;
            present = new PresentPackages(store);
            architecture = ArchitectureOf(image);
            mayLackFiles = DeltaContent.MayLackFiles(source.Folder, Top);
            components = new SourceComponents(source.Folder, architecture, mayLackFiles);
            foreach (var file in Directory.GetFiles(source.Folder, "*.mum"))
            {
                if (Path.GetFileName(file).Equals(UpdateArchive.TopManifest, StringComparison.OrdinalIgnoreCase)) continue;
                var manifest = PackageManifest.Load(file);
                manifests[manifest.Identity.ToString()] = manifest;
            }
        }

        public PackageManifest Top { get; }
        /// <summary>What is to be installed, the top package first; empty when the image has all of it.</summary>
        public List<PlannedPackage> Packages { get; } = new List<PlannedPackage>();
        /// <summary>Components that the packages name and of which nothing is in them, because they are deltas elsewhere.</summary>
        public IReadOnlyList<PackageIdentity> MissingComponents => components.Missing;

        /// <param name="ignoreCheck">Leaves out whether the top package applies; its children are still chosen by their parents.</param>
        /// <exception cref="DismException">The package does not apply, asks for a newer stack, or is damaged.</exception>
        public static PackagePlan Make(OfflineImage image, PackageStore store, ExpandedPackage source, bool ignoreCheck)
        {
            var plan = new PackagePlan(image, store, source);
            if (!ignoreCheck) plan.RequireApplicable();
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

        private void RequireApplicable()
        {
            if (!FitsArchitecture(Top.Identity.Architecture)) throw NotApplicable("is for " + Top.Identity.Architecture + ", the image is " + architecture);
            if (!present.Fulfil(Top)) throw NotApplicable("its parents are not in the image");
            var newer = present.NewerThan(Top.Identity);
            if (newer != null) throw Superseded(newer);
        }

        // Packages for 32-bit programs of 64-bit Windows and those without code fit by their parents.
        private bool FitsArchitecture(string wanted) => architecture.Length == 0 || wanted.Length == 0
            || new[] { architecture, "wow64", "msil", "neutral" }.Contains(wanted, StringComparer.OrdinalIgnoreCase);

        private void Choose()
        {
            var chosen = new List<PlannedPackage>();
            Choose(Top, chosen, new HashSet<string>(StringComparer.OrdinalIgnoreCase) { Top.Identity.ToString() });
            if (chosen.Count == 0 && Top.Children.Any()) throw NotApplicable("none of its packages has a parent in the image");
            var missing = chosen.Where(package => !present.Has(package.Manifest.Identity)).ToList();
            if (present.Has(Top.Identity) && missing.Count == 0) return;
            Packages.Add(new PlannedPackage(Top, null, false, components.Collect(Top.Components)));
            foreach (var package in missing)
                Packages.Add(new PlannedPackage(package.Manifest, package.Owner, package.Hidden, components.Collect(package.Manifest.Components)));
        }

        // A package that does not apply takes along what it would have brought.
        private void Choose(PackageManifest owner, List<PlannedPackage> chosen, HashSet<string> seen)
        {
            var visible = new HashSet<string>(owner.VisibleChildren.Select(child => child.ToString()), StringComparer.OrdinalIgnoreCase);
            foreach (var child in owner.Children)
            {
                if (!seen.Add(child.ToString())) continue;
                var manifest = Manifest(child);
                if (manifest == null || !present.Fulfil(manifest)) continue;
                chosen.Add(new PlannedPackage(manifest, owner.Identity, !visible.Contains(child.ToString()), new List<SourceComponent>()));
                Choose(manifest, chosen, seen);
            }
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

        private PackageManifest? Manifest(PackageIdentity child) => manifests.TryGetValue(child.ToString(), out var manifest) ? manifest
            : mayLackFiles ? null : throw new DismException(Hresult.FileNotFound, "the package has no manifest of " + child);

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
