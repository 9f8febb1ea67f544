using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>A feature of an image with the package that declares it.</summary>
    internal sealed class ImageFeature
    {
        public ImageFeature(string name, PackageRecord owner)
        {
            Name = name;
            Owner = owner;
        }

        public string Name { get; }
        public PackageRecord Owner { get; }
        public uint State => Owner.Updates?.Dword(Name) ?? 0;
    }

    /// <summary>Optional features: declared by packages, their states in the package's Updates key.</summary>
    internal sealed class FeatureService
    {
        private readonly Operation operation;
        private readonly OfflineImage image;
        private readonly PackageStore store;

        public FeatureService(Operation operation, OfflineImage image)
        {
            this.operation = operation;
            this.image = image;
            store = new PackageStore(image);
        }

        /// <param name="packageName">Only features of this package; empty for all.</param>
        public List<ImageFeature> All(string packageName)
        {
            var features = store.All().Where(record => CbsState.IsPresent(record.State))
                .Where(record => packageName.Length == 0 || Same(record.Identity.ToString(), packageName))
                .SelectMany(record => (record.Updates?.ValueNames ?? Array.Empty<string>()).Select(name => new ImageFeature(name, record)))
                .OrderBy(feature => feature.Name, StringComparer.OrdinalIgnoreCase).ToList();
            if (features.Count == 0 && packageName.Length > 0 && !store.All().Any(record => Same(record.Identity.ToString(), packageName)))
                throw new DismException(Hresult.InvalidPackage, "no package " + packageName);
            return features;
        }

        /// <summary>What the declaring package says about a feature.</summary>
        public DeclaredFeature Describe(ImageFeature feature) =>
            store.ManifestOf(feature.Owner.Identity)?.Features.FirstOrDefault(declared => Same(declared.Name, feature.Name))
            ?? new DeclaredFeature { Name = feature.Name };

        /// <summary>Names of the features that must be enabled before a feature.</summary>
        public IEnumerable<string> ParentsOf(string name) => Named(All(""), name).SelectMany(feature => Describe(feature).Parents).Distinct(StringComparer.OrdinalIgnoreCase);

        /// <summary>Enables a feature; the work is finished at the next boot.</summary>
        /// <param name="packageName">Only the feature of this package; empty for any.</param>
        /// <param name="sources">Absolute folders to look for the payload in.</param>
        /// <param name="withParents">Enables first the features that it belongs to.</param>
        /// <exception cref="DismException">
        /// 0x800f080c unknown feature, 0xc004000d a parent is disabled, 0x800f081f no payload in the image and none in the sources.
        /// </exception>
        public void Enable(string name, string packageName, IReadOnlyList<string> sources, bool withParents)
        {
            var owners = Named(All(packageName), name);
            if (owners.Count == 0) throw new DismException(Hresult.UnknownUpdate, name, "Feature name " + name + " is unknown.");
            // Known before anything is written, so that a failure leaves the image as it was.
            var wanted = new List<ImageFeature>();
            foreach (var feature in owners) AddWithParents(feature, withParents, All(""), wanted);
            var payloads = wanted.Select(feature => FindPayload(feature, sources)).ToList();
            for (var i = 0; i < wanted.Count; i++)
                if (payloads[i] == null && wanted[i].State != CbsState.Staged && wanted[i].State != CbsState.UninstallPending)
                    throw new DismException(Hresult.SourceMissing, "no source has the payload of " + wanted[i].Name);
            for (var i = 0; i < wanted.Count; i++) Enable(wanted[i], payloads[i]);
        }

        private void Enable(ImageFeature feature, ExpandedPackage? payload)
        {
            operation.Log.Info("Enabling feature " + feature.Name);
            if (payload != null) new PackageInstaller(operation, image).Add(payload, pending: true);
            else FeaturePayload.Unstage(image, store, feature.Name);
            feature.Owner.SetFeature(feature.Name, CbsState.InstallPending);
            store.AddPending(feature.Owner.Identity);
        }

        // Parents come before their children, as they must be enabled.
        private void AddWithParents(ImageFeature feature, bool withParents, List<ImageFeature> all, List<ImageFeature> wanted)
        {
            if (CbsState.IsPresent(feature.State) || wanted.Any(other => Same(other.Name, feature.Name))) return;
            foreach (var name in Describe(feature).Parents)
            {
                var parents = Named(all, name);
                if (parents.Any(parent => CbsState.IsPresent(parent.State))) continue;
                // One that the image does not know cannot be enabled at all (user reports).
                if (!withParents || parents.Count == 0) throw new DismException(Hresult.ParentFeatureDisabled, feature.Name + " needs " + name);
                AddWithParents(parents[0], withParents, all, wanted);
            }
            wanted.Add(feature);
        }

        // Nothing in a package names the feature whose payload it is; on media it is the on-demand package named after it.
        private ExpandedPackage? FindPayload(ImageFeature feature, IReadOnlyList<string> sources)
        {
            foreach (var cabinet in sources.SelectMany(UpdateArchive.FilesIn))
            {
                if (Path.GetFileName(cabinet).IndexOf(feature.Name, StringComparison.OrdinalIgnoreCase) < 0) continue;
                var package = UpdateArchive.OpenCabinet(operation, cabinet);
                if (package.Top.ReleaseType == ReleaseType.OnDemandPack && PackagePlan.IsApplicable(image, store, package)) return package;
                operation.Log.Info(cabinet + " is not the payload of " + feature.Name + " for this image");
            }
            return null;
        }

        private static List<ImageFeature> Named(List<ImageFeature> all, string name) => all.Where(feature => Same(feature.Name, name)).ToList();

        private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
    }
}
