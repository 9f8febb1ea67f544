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

        /// <summary>Enables a feature; the work is finished at the next boot.</summary>
        /// <param name="sources">Absolute folders to look for the payload in.</param>
        /// <exception cref="DismException">0x800f080c unknown feature, 0x800f081f no payload in the image and none in the sources.</exception>
        public void Enable(string name, string packageName, IReadOnlyList<string> sources)
        {
            var owners = All(packageName).Where(feature => Same(feature.Name, name)).ToList();
            if (owners.Count == 0) throw new DismException(Hresult.UnknownUpdate, name, "Feature name " + name + " is unknown.");
            foreach (var feature in owners.Where(feature => !CbsState.IsPresent(feature.State)))
            {
                var payload = FindPayload(feature, sources);
                if (payload != null) new PackageInstaller(operation, image).Add(payload, pending: true);
                else if (feature.State == CbsState.Staged || feature.State == CbsState.UninstallPending) FeaturePayload.Unstage(image, store, feature.Name);
                else throw new DismException(Hresult.SourceMissing, "no source has the payload of " + name);
                feature.Owner.SetFeature(feature.Name, CbsState.InstallPending);
                store.AddPending(feature.Owner.Identity);
            }
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

        private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
    }
}
