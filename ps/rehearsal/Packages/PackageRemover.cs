using System.Collections.Generic;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>Takes packages out of an image again.</summary>
    internal sealed class PackageRemover
    {
        private readonly Operation operation;
        private readonly OfflineImage image;
        private readonly PackageStore store;

        public PackageRemover(Operation operation, OfflineImage image)
        {
            this.operation = operation;
            this.image = image;
            store = new PackageStore(image);
        }

        /// <summary>
        /// Removes a package with its children; the version of it that it had superseded is installed again. A feature
        /// whose payload it was is left without.
        /// </summary>
        /// <exception cref="DismException">0x800f0825: the package cannot be uninstalled.</exception>
        public void Remove(PackageRecord top)
        {
            var wasPresent = CbsState.IsPresent(top.State);
            var going = TakeOut(top, keepStaged: false);
            ServicingSessions.Append(image, going.Select(package => package.Manifest), "Absent");
            foreach (var feature in new FeatureService(operation, image).All("").Where(feature => FeaturePayload.IsOf(going[0].Manifest, feature.Name)))
            {
                feature.Owner.SetFeature(feature.Name, CbsState.Removed);
                if (!feature.Owner.HasPendingWork) store.ClearPending(feature.Owner.Identity);
            }
            foreach (var package in going)
            {
                store.ClearPending(package.Record.Identity);
                store.Remove(package.Record);
            }
            if (wasPresent) Reinstate(top.Identity);
            image.SaveHives();
        }

        /// <summary>Takes a package out of use but keeps its content in the image, from where it can be used again.</summary>
        /// <exception cref="DismException">0x800f0825: the package cannot be uninstalled.</exception>
        public void Stage(PackageRecord top)
        {
            var going = TakeOut(top, keepStaged: true);
            foreach (var package in going)
            {
                store.ClearPending(package.Record.Identity);
                package.Record.State = CbsState.Staged;
            }
            image.SaveHives();
        }

        private List<RecordedPackage> TakeOut(PackageRecord top, bool keepStaged)
        {
            var plan = PackageRemoval.Plan(store, top);
            var going = plan.Going;
            var removal = new ComponentRemoval(image, going.SelectMany(package => package.Manifest.Components), plan.KeptComponents);
            operation.Log.Info("Package " + top.Identity + ": taking out " + string.Join(", ", going.Select(package => package.Manifest.Identity)));
            removal.Run(operation, keepStaged);
            return going;
        }

        private void Reinstate(PackageIdentity removed)
        {
            var previous = store.All().Where(record => record.Identity.IsSameFamily(removed) && record.State == CbsState.Superseded && IsComplete(record))
                .OrderByDescending(record => record.Identity.Version).FirstOrDefault();
            if (previous == null) return;
            operation.Log.Info("Package " + previous.Identity + " is installed again");
            previous.State = CbsState.Installed;
            foreach (var identity in store.ManifestOf(previous.Identity)?.Children ?? Enumerable.Empty<PackageIdentity>())
            {
                var child = store.Find(identity);
                if (child?.State == CbsState.Superseded) child.State = CbsState.Installed;
            }
        }

        // A cleanup takes away the components of what is superseded.
        private bool IsComplete(PackageRecord top)
        {
            var components = new ComponentStore(image);
            var children = (store.ManifestOf(top.Identity)?.Children ?? Enumerable.Empty<PackageIdentity>()).Select(store.Find).Where(child => child != null);
            return children.Prepend(top).SelectMany(record => store.ManifestOf(record!.Identity)?.Components ?? Enumerable.Empty<PackageIdentity>())
                .All(component => components.Find(component).Any());
        }
    }
}
