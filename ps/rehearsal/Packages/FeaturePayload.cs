using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>The on-demand packages that hold what a feature installs. Nothing in them names the feature: they are named after it.</summary>
    internal static class FeaturePayload
    {
        public static bool IsOf(PackageManifest package, string feature) => package.ReleaseType == ReleaseType.OnDemandPack
            && package.Identity.Name.IndexOf(feature, StringComparison.OrdinalIgnoreCase) >= 0;

        /// <summary>The feature's payload in the image, in use or staged.</summary>
        public static List<PackageRecord> InImage(PackageStore store, string feature) => store.All()
            .Where(record => record.IsVisible && record.State >= CbsState.Staged && record.State != CbsState.Superseded)
            .Where(record => store.ManifestOf(record.Identity) is PackageManifest manifest && IsOf(manifest, feature)).ToList();

        /// <summary>Uses the staged payload of a feature again, with what updates had brought for it; the work is finished at the next boot.</summary>
        public static void Unstage(OfflineImage image, PackageStore store, string feature)
        {
            var components = new ComponentStore(image);
            foreach (var top in InImage(store, feature).Where(record => record.State == CbsState.Staged))
            {
                var children = store.ManifestOf(top.Identity)!.Children.ToList();
                var family = store.All().Where(record => record.State == CbsState.Staged && (record.Identity.Is(top.Identity)
                    || children.Any(record.Identity.Is) || (!record.IsVisible && IsFor(store, record, top.Identity)))).ToList();
                var wanted = family.SelectMany(record => store.ManifestOf(record.Identity)!.Components).ToList();
                foreach (var component in components.All().Where(components.IsHighest))
                {
                    var manifest = components.Read(component);
                    if (manifest != null && wanted.Any(manifest.Identity.Is)) components.Project(manifest, components.FolderOf(component));
                }
                foreach (var record in family) record.State = CbsState.InstallPending;
                store.AddPending(top.Identity);
            }
        }

        private static bool IsFor(PackageStore store, PackageRecord record, PackageIdentity parent) =>
            store.ManifestOf(record.Identity)?.Parents.Any(rule => rule.Accepts(parent)) == true;
    }
}
