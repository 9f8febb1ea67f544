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
        public void Add(ExpandedPackage source, bool ignoreCheck = false, bool pending = false)
        {
            var plan = PackagePlan.Make(image, store, source, ignoreCheck);
            operation.Log.Info("Package " + plan.Top.Identity + ": " + (plan.Packages.Count == 0 ? "all of it is installed"
                : "installing " + string.Join(", ", plan.Packages.Select(package => package.Manifest.Identity))));
            if (plan.Packages.Count == 0) return;
            InstallComponents(plan);
            foreach (var package in plan.Packages) Record(package, pending);
            ServicingSessions.Append(image, plan.Packages.Select(package => package.Manifest));
            image.SaveHives();
        }

        private void InstallComponents(PackagePlan plan)
        {
            var components = new ComponentStore(image);
            var all = plan.Packages.SelectMany(package => package.Components).ToList();
            for (var i = 0; i < all.Count; i++)
            {
                operation.Progress(100 * i / all.Count);
                operation.Log.Debug("Component " + all[i].Component.Folder);
                components.Install(all[i], plan.SourceOf(all[i]));
            }
        }

        private void Record(PlannedPackage package, bool pending)
        {
            var manifest = package.Manifest;
            var existing = store.Find(manifest.Identity);
            var state = HasNewer(manifest.Identity) ? CbsState.Superseded
                : pending ? CbsState.InstallPending : manifest.IsPermanent ? CbsState.Permanent : CbsState.Installed;
            // A top package that gets another child keeps its state.
            if (existing == null || !CbsState.IsPresent(existing.State)) existing = store.Put(manifest, state, package.Hidden);
            foreach (var feature in manifest.Features)
                if (existing.Updates?.Dword(feature.Name) == null) existing.SetFeature(feature.Name, CbsState.Staged);
            if (pending) store.AddPending(manifest.Identity);
            Supersede(manifest.Identity);
        }

        // Only -IgnoreCheck gets an old package this far.
        private bool HasNewer(PackageIdentity identity) => store.All()
            .Any(record => record.Identity.IsSameFamily(identity) && record.Identity.Version > identity.Version && CbsState.IsPresent(record.State));

        // Children go with the package that brought them: their names differ from update to update.
        private void Supersede(PackageIdentity by)
        {
            foreach (var record in store.All())
            {
                if (!record.Identity.IsSameFamily(by) || record.Identity.Version >= by.Version || !CbsState.IsPresent(record.State)) continue;
                operation.Log.Info("Package " + record.Identity + " is superseded by " + by);
                foreach (var child in store.ManifestOf(record.Identity)?.Children ?? Enumerable.Empty<PackageIdentity>())
                {
                    var old = store.Find(child);
                    if (old != null && CbsState.IsPresent(old.State)) old.State = CbsState.Superseded;
                }
                record.State = CbsState.Superseded;
            }
        }
    }
}
