using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>Disables features, with or without taking their payload out of the image.</summary>
    internal sealed class FeatureDisabler
    {
        private readonly Operation operation;
        private readonly OfflineImage image;
        private readonly PackageStore store;

        public FeatureDisabler(Operation operation, OfflineImage image)
        {
            this.operation = operation;
            this.image = image;
            store = new PackageStore(image);
        }

        /// <summary>Disables features, all of them or, where one is unknown, none. One that was enabled since the last boot is simply not enabled any more; else the work is finished at the next boot.</summary>
        /// <param name="packageName">Only the feature of this package; empty for any.</param>
        /// <param name="remove">Also removes the payload, which a later enabling needs a source for.</param>
        /// <exception cref="DismException">0x800f080c unknown feature, 0x800f0805 unknown package, 0x800f0825 another package needs it.</exception>
        public void Disable(IEnumerable<string> names, string packageName, bool remove)
        {
            var all = new FeatureService(operation, image).All(packageName);
            var wanted = names.SelectMany(name => Named(all, name)).ToList();
            var remover = new PackageRemover(operation, image);
            foreach (var feature in wanted)
            {
                var before = feature.State;
                foreach (var payload in FeaturePayload.InImage(store, feature.Name))
                {
                    if (remove) remover.Remove(payload);
                    else if (CbsState.IsPresent(payload.State)) remover.Stage(payload);
                }
                if (remove) feature.Owner.SetFeature(feature.Name, CbsState.Removed);
                else if (before == CbsState.InstallPending) feature.Owner.SetFeature(feature.Name, CbsState.Staged);
                else if (CbsState.IsPresent(before))
                {
                    feature.Owner.SetFeature(feature.Name, CbsState.UninstallPending);
                    store.AddPending(feature.Owner.Identity);
                }
                if (!feature.Owner.HasPendingWork) store.ClearPending(feature.Owner.Identity);
            }
        }

        private static List<ImageFeature> Named(List<ImageFeature> all, string name)
        {
            var named = all.Where(feature => string.Equals(feature.Name, name, StringComparison.OrdinalIgnoreCase)).ToList();
            return named.Count > 0 ? named : throw new DismException(Hresult.UnknownUpdate, name, "Feature name " + name + " is unknown.");
        }
    }
}
