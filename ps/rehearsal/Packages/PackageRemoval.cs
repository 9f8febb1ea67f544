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
        private readonly Dictionary<string, PackageRecord> all;
        private readonly ILookup<string, PackageRecord> presentByName;
        private readonly Dictionary<string, PackageManifest?> manifests = new Dictionary<string, PackageManifest?>(StringComparer.OrdinalIgnoreCase);
        private readonly List<PackageRecord> going = new List<PackageRecord>();
        private readonly HashSet<string> goingNames = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

        private PackageRemoval(PackageStore store, PackageRecord top)
        {
            this.store = store;
            all = store.All().ToDictionary(record => record.Identity.ToString(), StringComparer.OrdinalIgnoreCase);
            presentByName = all.Values.Where(record => CbsState.IsPresent(record.State)).ToLookup(record => record.Identity.Name, StringComparer.OrdinalIgnoreCase);
            Add(top);
        }

        /// <summary>What goes, the package itself first.</summary>
        public List<RecordedPackage> Going => going.Select(record => new RecordedPackage(record, RequireManifest(record))).ToList();

        /// <summary>Components that packages which stay have, at whatever version.</summary>
        public List<PackageIdentity> KeptComponents => PresentStaying.SelectMany(record => ManifestOf(record)?.Components ?? Enumerable.Empty<PackageIdentity>()).ToList();

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

        private IEnumerable<PackageRecord> PresentStaying => presentByName.SelectMany(named => named).Where(Stays);

        private void AddChildren()
        {
            var top = going[0];
            var ofOthers = new HashSet<string>(all.Values.Where(Stays).SelectMany(record => ManifestOf(record)?.Children ?? Enumerable.Empty<PackageIdentity>())
                .Select(child => child.ToString()), StringComparer.OrdinalIgnoreCase);
            foreach (var child in RequireManifest(top).Children.Select(child => child.ToString()))
                if (!ofOthers.Contains(child) && all.TryGetValue(child, out var record)) Add(record);
        }

        // What an update carries for an optional package goes with that package; a package that was added by itself does not.
        private bool AddDependents()
        {
            var removed = going.Where(record => CbsState.IsPresent(record.State)).ToList();
            var dependents = PresentStaying.Where(record => ManifestOf(record)?.Parents.Any(rule => IsBroken(rule, removed)) == true).ToList();
            var added = dependents.FirstOrDefault(record => record.IsVisible);
            if (added != null) throw new DismException(Hresult.CannotUninstall, added.Identity + " needs " + going[0].Identity);
            dependents.ForEach(Add);
            return dependents.Count > 0;
        }

        private bool IsBroken(ParentRule rule, List<PackageRecord> removed) => !rule.IsAbsent
            && removed.Any(record => rule.Accepts(record.Identity))
            && !rule.AnyOf.Select(wanted => wanted.Name).Distinct(StringComparer.OrdinalIgnoreCase)
                .SelectMany(name => presentByName[name]).Any(record => Stays(record) && rule.Accepts(record.Identity));

        private void Add(PackageRecord record)
        {
            if (goingNames.Add(record.Identity.ToString())) going.Add(record);
        }

        private bool Stays(PackageRecord record) => !goingNames.Contains(record.Identity.ToString());

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
