using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>A capability that an image has or a source offers.</summary>
    internal sealed class Capability
    {
        public Capability(PackageManifest manifest, uint state, string? cabinet)
        {
            Manifest = manifest;
            State = state;
            Cabinet = cabinet;
        }

        public string Name => Manifest.Capability;
        public PackageManifest Manifest { get; }
        /// <summary>State of its package in the image.</summary>
        public uint State { get; }
        /// <summary>Where it can be had; null for one of the image.</summary>
        public string? Cabinet { get; }
    }

    /// <summary>The capabilities of an image: on-demand packages under a name that does not change with the build.</summary>
    internal sealed class CapabilityService
    {
        private readonly Operation operation;
        private readonly OfflineImage image;
        private readonly PackageStore store;

        public CapabilityService(Operation operation, OfflineImage image)
        {
            this.operation = operation;
            this.image = image;
            store = new PackageStore(image);
        }

        /// <summary>Those of the image and, not present, those that only the sources offer; by name.</summary>
        public List<Capability> All(IEnumerable<string> sources)
        {
            var all = InImage().Select(found => new Capability(found.Manifest, found.Record.State, null)).ToList();
            foreach (var offered in CapabilitySource.Read(operation, sources))
                if (!all.Any(known => Same(known.Name, offered.Name))) all.Add(new Capability(offered.Manifest, 0, offered.Cabinet));
            return all.OrderBy(capability => capability.Name, StringComparer.OrdinalIgnoreCase).ToList();
        }

        /// <summary>Installs a capability from a source; nothing happens when the image has it.</summary>
        /// <param name="limitAccess">Says that only the sources may be asked, which tells apart what is missing where.</param>
        /// <exception cref="DismException">
        /// 0x800f081f (limited) or 0x800f0954 no source has it; 0x800f0950 those that do are for other builds.
        /// </exception>
        public void Add(string name, IReadOnlyList<string> sources, bool limitAccess)
        {
            if (!CapabilityName.IsName(name)) throw new DismException(Hresult.InvalidArgument, "no name of a capability: " + name);
            if (InImage().Any(found => Same(found.Manifest.Capability, name) && CbsState.IsPresent(found.Record.State))) return;
            var offers = CapabilitySource.Read(operation, sources).Where(offered => Same(offered.Name, name)).ToList();
            if (offers.Count == 0)
                throw new DismException(limitAccess ? Hresult.SourceMissing : Hresult.NoOptionalContentOnServers, "no source has " + name);
            foreach (var offer in offers)
            {
                var package = UpdateArchive.OpenCabinet(operation, offer.Cabinet);
                if (!PackagePlan.IsApplicable(image, store, package)) continue;
                Install(offer, package);
                return;
            }
            throw new DismException(Hresult.NoOptionalContentForBuild, "what the sources have of " + name + " is not for this image");
        }

        /// <exception cref="DismException">0x80070490: the image does not have it (user reports); 0x800f0825: it cannot be uninstalled.</exception>
        public void Remove(string name)
        {
            var packages = InImage().Where(found => Same(found.Manifest.Capability, name)).Select(found => found.Record).ToList();
            if (packages.Count == 0) throw new DismException(Hresult.NotFound, "the image has no capability " + name);
            foreach (var package in packages) new PackageRemover(operation, image).Remove(package);
        }

        /// <summary>Bytes of all files that its packages bring.</summary>
        public uint InstallSize(Capability capability)
        {
            if (capability.Cabinet != null)
            {
                var expanded = UpdateArchive.OpenCabinet(operation, capability.Cabinet);
                return Sum(Directory.GetDirectories(expanded.Folder));
            }
            var wanted = capability.Manifest.Components.Concat(capability.Manifest.Children
                .SelectMany(child => store.ManifestOf(child)?.Components ?? Enumerable.Empty<PackageIdentity>())).ToList();
            var components = new ComponentStore(image);
            return Sum(wanted.SelectMany(components.Find).Select(manifest => components.FolderOf(manifest.Component)));
        }

        // Pending where enabling the feature that it is the payload of is, else at once.
        private void Install(OfferedCapability offer, ExpandedPackage package)
        {
            var features = new FeatureService(operation, image);
            var served = features.All("").Where(feature => FeaturePayload.IsOf(offer.Manifest, feature.Name)).ToList();
            foreach (var feature in served) features.Enable(feature.Name, feature.Owner.Identity.ToString(), new[] { Path.GetDirectoryName(offer.Cabinet)! }, withParents: true);
            if (served.Count == 0) new PackageInstaller(operation, image).Add(package);
        }

        private List<RecordedPackage> InImage() => store.All().Where(record => record.State >= CbsState.Staged && record.State != CbsState.Superseded)
            .Select(record => new { Record = record, Manifest = store.ManifestOf(record.Identity) })
            .Where(found => found.Manifest?.ReleaseType == ReleaseType.OnDemandPack && found.Manifest.Capability.Length > 0)
            .Select(found => new RecordedPackage(found.Record, found.Manifest!)).ToList();

        private static uint Sum(IEnumerable<string> folders) => (uint)Math.Min(uint.MaxValue, folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)).Sum(file => new FileInfo(file).Length));

        private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
    }
}
