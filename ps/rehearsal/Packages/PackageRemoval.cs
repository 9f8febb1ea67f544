using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>A package of an image with its manifest.</summary>
    internal sealed class RecordedPackage
    {
        public RecordedPackage(PackageRecord record, PackageManifest manifest)
        {
            Record = record;
            Manifest = manifest;
        }

        public PackageRecord Record { get; }
        public PackageManifest Manifest { get; }
    }

    /// <summary>
    /// Which packages go when one is removed: its children, and what other updates brought along for it. Known before
    /// anything is written, so that a refusal leaves the image as it was.
    /// </summary>
    internal sealed class PackageRemoval
    {
        private readonly PackageStore store;
        private readonly List<PackageRecord> all;
        private readonly Dictionary<string, PackageManifest?> manifests = new Dictionary<string, PackageManifest?>(StringComparer.OrdinalIgnoreCase);
        private readonly List<PackageRecord> going;

        private PackageRemoval(PackageStore store, PackageRecord top)
        {
            this.store = store;
            all = store.All();
            going = new List<PackageRecord> { top };
        }

        /// <summary>What goes, the package itself first.</summary>
        public List<RecordedPackage> Going => going.Select(record => new RecordedPackage(record, RequireManifest(record))).ToList();

        /// <summary>Components that packages which stay have, at whatever version.</summary>
        public List<PackageIdentity> KeptComponents => Staying.Where(record => CbsState.IsPresent(record.State))
            .SelectMany(record => ManifestOf(record)?.Components ?? Enumerable.Empty<PackageIdentity>()).ToList();

        /// <exception cref="DismException">0x800f0825: a permanent package, a servicing stack, or one that others need.</exception>
        public static PackageRemoval Plan(PackageStore store, PackageRecord top)
        {
            var plan = new PackageRemoval(store, top);
            plan.AddChildren();
            while (plan.AddDependents())
            {
            }
            foreach (var package in plan.Going) RequireRemovable(package);
            return plan;
        }

        private IEnumerable<PackageRecord> Staying => all.Where(record => !going.Any(gone => gone.Identity.Is(record.Identity)));

        private void AddChildren()
        {
            var top = going[0];
            foreach (var child in RequireManifest(top).Children)
            {
                var record = all.FirstOrDefault(candidate => candidate.Identity.Is(child));
                var shared = Staying.Any(other => ManifestOf(other)?.Children.Any(child.Is) == true);
                if (record != null && !shared) going.Add(record);
            }
        }

        // What an update carries for an optional package goes with that package; a package that was added by itself does not.
        private bool AddDependents()
        {
            var before = all.Where(record => CbsState.IsPresent(record.State)).ToList();
            var after = before.Where(record => Staying.Contains(record)).ToList();
            foreach (var record in after)
            {
                var broken = ManifestOf(record)?.Parents.FirstOrDefault(rule => !rule.IsAbsent && IsFulfilled(rule, before) && !IsFulfilled(rule, after));
                if (broken == null) continue;
                if (record.IsVisible) throw new DismException(Hresult.CannotUninstall, record.Identity + " needs " + going[0].Identity);
                going.Add(record);
                return true;
            }
            return false;
        }

        private static void RequireRemovable(RecordedPackage package)
        {
            var identity = package.Record.Identity;
            var isBase = package.Manifest.ReleaseType == ReleaseType.Foundation || package.Manifest.ReleaseType == ReleaseType.Product;
            if (package.Record.State == CbsState.Permanent || package.Manifest.IsPermanent)
                throw new DismException(Hresult.CannotUninstall, identity + " is permanent");
            if (isBase && CbsState.IsPresent(package.Record.State))
                throw new DismException(Hresult.CannotUninstall, identity + " is part of the edition");
            if (package.Manifest.Components.Any(component => component.Name.Equals("Microsoft-Windows-ServicingStack", StringComparison.OrdinalIgnoreCase)))
                throw new DismException(Hresult.CannotUninstall, identity + " holds a servicing stack");
        }

        private static bool IsFulfilled(ParentRule rule, List<PackageRecord> present) => present.Any(record => rule.Accepts(record.Identity));

        private PackageManifest RequireManifest(PackageRecord record) => ManifestOf(record)
            ?? throw new DismException(Hresult.FileNotFound, "the image has lost the manifest of " + record.Identity);

        private PackageManifest? ManifestOf(PackageRecord record)
        {
            var name = record.Identity.ToString();
            if (!manifests.TryGetValue(name, out var manifest)) manifests.Add(name, manifest = store.ManifestOf(record.Identity));
            return manifest;
        }
    }
}
