using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>Component cleanup and the health of the component store.</summary>
    internal sealed class ComponentCleanup
    {
        private readonly Operation operation;
        private readonly OfflineImage image;
        private readonly PackageStore store;
        private readonly ComponentStore components;

        public ComponentCleanup(Operation operation, OfflineImage image)
        {
            this.operation = operation;
            this.image = image;
            store = new PackageStore(image);
            components = new ComponentStore(image);
        }

        /// <summary>
        /// Removes the components of superseded packages. With a reset of the base every component version that is not the
        /// highest goes, superseded packages go too, and what is left of the updates cannot be removed any more.
        /// </summary>
        /// <exception cref="DismException">0x800f0806: the image has pending work.</exception>
        public void Run(bool resetBase)
        {
            if (store.HasPendingWork) throw new DismException(Hresult.Pending, "the image has pending work");
            var old = components.All().Where(component => !components.IsHighest(component)).ToList();
            var unneeded = OfSupersededOnly();
            Remove(resetBase ? old : old.Where(component => unneeded.Contains(component.Folder)).ToList());
            if (resetBase) ResetBase();
        }

        private void Remove(List<ComponentIdentity> old)
        {
            for (var i = 0; i < old.Count; i++)
            {
                operation.Progress(100 * i / old.Count);
                operation.Log.Debug("Removing component " + old[i].Folder);
                components.Remove(old[i]);
            }
        }

        // Folders of those that nothing needs; what else is old, the image goes back to when an update is removed.
        private HashSet<string> OfSupersededOnly()
        {
            var packages = store.All().ToLookup(record => record.State == CbsState.Superseded, record => record.Identity);
            var needed = new HashSet<string>(ComponentsOf(packages[false]).Select(component => component.ToString()), StringComparer.OrdinalIgnoreCase);
            return new HashSet<string>(ComponentsOf(packages[true]).Where(component => !needed.Contains(component.ToString()))
                .SelectMany(components.Find).Select(manifest => manifest.Component.Folder), StringComparer.OrdinalIgnoreCase);
        }

        private IEnumerable<PackageIdentity> ComponentsOf(IEnumerable<PackageIdentity> packages) =>
            packages.SelectMany(identity => store.ManifestOf(identity)?.Components ?? Enumerable.Empty<PackageIdentity>());

        private void ResetBase()
        {
            foreach (var record in store.All())
            {
                if (record.State == CbsState.Superseded)
                {
                    operation.Log.Info("Removing superseded package " + record.Identity);
                    store.Remove(record);
                }
                else if (record.State == CbsState.Installed && store.ManifestOf(record.Identity)?.IsUpdate == true)
                {
                    operation.Log.Info("Package " + record.Identity + " is permanent now");
                    record.State = CbsState.Permanent;
                }
            }
        }

        /// <summary>Whether every package has its manifest and, in a scan, every component its files.</summary>
        public ImageHealthState Check(bool scan)
        {
            var healthy = !StoreHealth.IsCorrupt(image) && store.All().Where(record => CbsState.IsPresent(record.State)).All(record => store.ManifestOf(record.Identity) != null);
            if (scan) healthy &= components.All().All(HasFiles);
            return healthy ? ImageHealthState.Healthy : ImageHealthState.Repairable;
        }

        private bool HasFiles(ComponentIdentity component)
        {
            operation.Stop.ThrowIfCancellationRequested();
            // Of a compressed manifest nobody here knows the files.
            var complete = (components.Read(component)?.Files ?? Enumerable.Empty<ComponentFile>())
                .All(file => System.IO.File.Exists(ImagePaths.Resolve(components.FolderOf(component), file.Name)));
            if (!complete) operation.Log.Warning("Component " + component.Folder + " has lost files");
            return complete;
        }
    }
}
