using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>Component cleanup and the health of the component store.</summary>
    internal sealed class ComponentCleanup
    {
        private readonly Operation operation;
        private readonly PackageStore store;
        private readonly ComponentStore components;

        public ComponentCleanup(Operation operation, OfflineImage image)
        {
            this.operation = operation;
            store = new PackageStore(image);
            components = new ComponentStore(image);
        }

        /// <summary>Removes component versions that are not the highest; with a reset of the base, superseded packages too.</summary>
        /// <exception cref="DismException">0x800f0806: the image has pending work.</exception>
        public void Run(bool resetBase)
        {
            if (store.HasPendingWork) throw new DismException(Hresult.Pending, "the image has pending work");
            var old = components.All().Where(component => !components.IsHighest(component)).ToList();
            for (var i = 0; i < old.Count; i++)
            {
                operation.Progress(100 * i / old.Count);
                operation.Log.Debug("Removing component " + old[i].Folder);
                components.Remove(old[i]);
            }
            if (!resetBase) return;
            foreach (var record in store.All().Where(record => record.State == CbsState.Superseded))
            {
                operation.Log.Info("Removing superseded package " + record.Identity);
                store.Remove(record);
            }
        }

        /// <summary>Whether every package has its manifest and, in a scan, every component its files.</summary>
        public ImageHealthState Check(bool scan)
        {
            var healthy = store.All().Where(record => CbsState.IsPresent(record.State)).All(record => store.ManifestOf(record.Identity) != null);
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
