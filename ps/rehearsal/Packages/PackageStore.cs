using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>The packages of an image: keys in its SOFTWARE hive, `.mum` and `.cat` in Windows\servicing\Packages.</summary>
    internal sealed class PackageStore
    {
        private const string Cbs = @"Microsoft\Windows\CurrentVersion\Component Based Servicing";
        private const string Folder = @"Windows\servicing\Packages\";
        private const string Client = "DISM Package Manager Provider";
        private const string SystemUser = "S-1-5-18";
        private readonly OfflineImage image;

        public PackageStore(OfflineImage image) => this.image = image;

        public List<PackageRecord> All()
        {
            var records = new List<PackageRecord>();
            foreach (var child in image.Software.Open(Cbs + @"\Packages")?.Children ?? Enumerable.Empty<KeyValuePair<string, HiveKey>>())
            {
                var identity = PackageIdentity.Parse(child.Key);
                if (identity != null) records.Add(new PackageRecord(identity, child.Value));
            }
            records.Sort((a, b) => string.Compare(a.Identity.ToString(), b.Identity.ToString(), StringComparison.OrdinalIgnoreCase));
            return records;
        }

        public PackageRecord? Find(PackageIdentity identity)
        {
            var key = image.Software.Open(Cbs + @"\Packages\" + identity);
            return key == null ? null : new PackageRecord(identity, key);
        }

        public bool IsPresent(PackageIdentity identity) => CbsState.IsPresent(Find(identity)?.State ?? 0);

        /// <summary>The installed package's manifest, or null where the image has lost it.</summary>
        public PackageManifest? ManifestOf(PackageIdentity identity)
        {
            var file = image.Resolve(Folder + identity + ".mum");
            return File.Exists(file) ? PackageManifest.Load(file) : null;
        }

        /// <summary>Says that the image has a servicing stack.</summary>
        public void PutServicingStack(ComponentIdentity component)
        {
            var key = image.Software.Create(Cbs + @"\Version");
            if (key.Text(component.Version.ToString()) == null)
                key.Set(component.Version.ToString(), RegistryValue.ExpandText(@"%SystemRoot%\WinSxS\" + component.Folder));
        }

        /// <summary>Version of the servicing stack in use: the highest of the key's values.</summary>
        public Version ServicingStack
        {
            get
            {
                var highest = new Version(0, 0);
                foreach (var name in image.Software.Open(Cbs + @"\Version")?.ValueNames ?? Array.Empty<string>())
                    if (Version.TryParse(name, out var version) && version > highest) highest = version;
                return highest;
            }
        }

        /// <summary>Whether work waits for the first start: packages say so, or Windows has written down what it will do.</summary>
        public bool HasPendingWork => Pending.Any() || PendingWork.Exists(image);

        /// <summary>Packages with work for the first start.</summary>
        public IEnumerable<PackageIdentity> Pending => (image.Software.Open(Cbs + @"\PackagesPending")?.Children
            ?? Enumerable.Empty<KeyValuePair<string, HiveKey>>()).Select(child => PackageIdentity.Parse(child.Key)).Where(found => found != null).Select(found => found!);

        /// <summary>Records a package and stores its manifest and catalog.</summary>
        /// <param name="hidden">A child of another package.</param>
        public PackageRecord Put(PackageManifest manifest, uint state, bool hidden)
        {
            var name = manifest.Identity.ToString();
            ImageWriter.Put(manifest.File, image.Resolve(Folder + name + ".mum"));
            var catalog = Path.ChangeExtension(manifest.File, ".cat");
            if (File.Exists(catalog)) ImageWriter.Put(catalog, image.Resolve(Folder + name + ".cat"));
            var time = DateTime.UtcNow.ToFileTimeUtc();
            var key = image.Software.Create(Cbs + @"\Packages\" + name);
            key.Set("CurrentState", state);
            key.Set("InstallClient", Client);
            key.Set("InstallName", name + ".mum");
            key.Set("InstallUser", SystemUser);
            key.Set("InstallLocation", @"\\?\C:\" + Folder);
            key.Set("InstallTimeHigh", (uint)(time >> 32));
            key.Set("InstallTimeLow", (uint)(time & 0xFFFFFFFF));
            key.Set("Visibility", hidden ? 2u : 1u);
            key.Set("SelfUpdate", manifest.IsSelfUpdate ? 1u : 0u);
            CapabilityIndex.Add(image, manifest);
            return new PackageRecord(manifest.Identity, key);
        }

        /// <summary>Says that a package has work for the first start.</summary>
        public void AddPending(PackageIdentity identity)
        {
            image.Software.Create(Cbs + @"\PackagesPending\" + identity);
            PendingWork.Write(image, this);
        }

        /// <summary>Records a package once more under another identity.</summary>
        public void Copy(PackageRecord record, PackageIdentity identity)
        {
            record.Key.CopyValuesTo(image.Software.Create(Cbs + @"\Packages\" + identity));
            foreach (var extension in new[] { ".mum", ".cat" })
            {
                var file = image.Resolve(Folder + record.Identity + extension);
                if (File.Exists(file)) ImageWriter.Put(file, image.Resolve(Folder + identity + extension));
            }
        }

        /// <summary>Says that a package has no pending work any more; without any, the image has none.</summary>
        public void ClearPending(PackageIdentity identity)
        {
            image.Software.Open(Cbs + @"\PackagesPending\" + identity)?.Delete();
            var all = image.Software.Open(Cbs + @"\PackagesPending");
            if (all == null) return;
            if (all.Children.Any())
            {
                PendingWork.Write(image, this);
                return;
            }
            all.Delete();
            PendingWork.Remove(image);
        }

        /// <summary>Removes a package's key, manifest and catalog.</summary>
        public void Remove(PackageRecord record)
        {
            foreach (var extension in new[] { ".mum", ".cat" })
            {
                var file = image.Resolve(Folder + record.Identity + extension);
                if (File.Exists(file)) File.Delete(file);
            }
            record.Key.Delete();
            CapabilityIndex.Remove(image, record.Identity);
            UpdateTraces.Forget(image, record.Identity);
        }
    }
}
