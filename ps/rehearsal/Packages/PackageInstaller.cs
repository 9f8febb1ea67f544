using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>Carries out a <see cref="PackagePlan"/>.</summary>
    internal sealed class PackageInstaller
    {
        private readonly Operation operation;
        private readonly OfflineImage image;
        private readonly PackageStore store;

        public PackageInstaller(Operation operation, OfflineImage image)
        {
            this.operation = operation;
            this.image = image;
            store = new PackageStore(image);
        }

        /// <summary>Adds an expanded package; nothing happens when the image has all of it.</summary>
        /// <param name="pending">The work is finished at the next boot: states say so and the image has pending work.</param>
        /// <returns>How many of its components could not be unpacked, so that the image has their files as before.</returns>
        public int Add(ExpandedPackage source, bool ignoreCheck = false, bool pending = false)
        {
            var plan = PackagePlan.Make(image, store, source, ignoreCheck);
            operation.Log.Info("Package " + plan.Top.Identity + ": " + (plan.Packages.Count == 0 ? "all of it is installed"
                : "installing " + string.Join(", ", plan.Packages.Select(package => package.Manifest.Identity))));
            if (plan.Packages.Count == 0) return 0;
            var onWrongBase = StoreHealth.IsCorrupt(image);
            var unusable = InstallComponents(plan, onWrongBase);
            var families = store.All().ToLookup(record => record.Identity.Name, StringComparer.OrdinalIgnoreCase);
            foreach (var package in plan.Packages) Record(package, pending, families[package.Manifest.Identity.Name].ToList());
            new UpdateTraces(operation, image).Leave(plan, unusable > 0 || onWrongBase);
            ServicingSessions.Append(image, new[] { plan.Top });
            image.SaveHives();
            return unusable;
        }

        private int InstallComponents(PackagePlan plan, bool onWrongBase)
        {
            var components = new ComponentStore(image);
            var all = plan.Packages.SelectMany(package => package.Components)
                .GroupBy(component => component.Component.Folder, StringComparer.OrdinalIgnoreCase).Select(group => group.First()).ToList();
            var unusable = plan.MissingComponents.Count;
            for (var i = 0; i < all.Count; i++)
            {
                operation.Progress(100 * i / all.Count);
                operation.Log.Debug("Component " + all[i].Component.Folder);
                if (all[i].IsWhole) components.Install(all[i], project: !onWrongBase);
                else unusable++;
                if (!all[i].IsWhole) operation.Log.Debug(all[i].Component.Folder + " is a delta or has a compressed manifest");
            }
            if (unusable > 0)
                operation.Log.Warning(unusable + " of " + (all.Count + plan.MissingComponents.Count) + " components of " + plan.Top.Identity
                    + " are deltas, which only Windows can apply: the image keeps the files that it has");
            return unusable;
        }

        private void Record(PlannedPackage package, bool pending, List<PackageRecord> family)
        {
            var manifest = package.Manifest;
            var others = family.Where(record => record.Identity.IsSameFamily(manifest.Identity) && CbsState.IsPresent(record.State)).ToList();
            var existing = store.Find(manifest.Identity);
            // Only -IgnoreCheck gets an old package this far.
            var state = others.Any(record => record.Identity.Version > manifest.Identity.Version) ? CbsState.Superseded
                : pending ? CbsState.InstallPending : manifest.IsPermanent ? CbsState.Permanent : CbsState.Installed;
            // A top package that gets another child keeps its state.
            if (existing == null || !CbsState.IsPresent(existing.State)) existing = store.Put(manifest, state, package.Hidden);
            if (package.Owner != null) existing.AddOwner(package.Owner, state);
            foreach (var feature in manifest.Features)
                if (existing.Updates?.Dword(feature.Name) == null) existing.SetFeature(feature.Name, CbsState.Staged);
            if (pending) store.AddPending(manifest.Identity);
            foreach (var older in others.Where(record => record.Identity.Version < manifest.Identity.Version)) Supersede(older, manifest.Identity);
        }

        // Children go with the package that brought them: their names differ from update to update.
        private void Supersede(PackageRecord record, PackageIdentity by)
        {
            if (!CbsState.IsPresent(record.State)) return;
            operation.Log.Info("Package " + record.Identity + " is superseded by " + by);
            record.State = CbsState.Superseded;
            foreach (var child in store.ManifestOf(record.Identity)?.Children ?? Enumerable.Empty<PackageIdentity>())
                if (store.Find(child) is PackageRecord old) Supersede(old, by);
        }
    }
}
