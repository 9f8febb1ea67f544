using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>One app that is provisioned in an image.</summary>
    internal sealed class ProvisionedApp
    {
        public ProvisionedApp(AppxName name, string manifest, string regions)
        {
            Name = name;
            Manifest = manifest;
            Regions = regions;
        }

        public AppxName Name { get; }
        /// <summary>Where the manifest of the package or bundle is, as the hive has it: `%SYSTEMDRIVE%\Program Files\WindowsApps\…`.</summary>
        public string Manifest { get; }
        /// <summary>Regions that get the app, separated by `;`; empty is all of them.</summary>
        public string Regions { get; }
    }

    /// <summary>
    /// The provisioned apps of an image: keys below `Appx\AppxAllUserStore\Applications` of the SOFTWARE hive, files in
    /// Program Files\WindowsApps. Keys named after a user's SID hold what that user has registered.
    /// </summary>
    internal sealed class AppxStore
    {
        private const string Store = @"Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore";
        private const string Applications = Store + @"\Applications";
        private const string Apps = @"Program Files\WindowsApps";
        private readonly OfflineImage image;

        public AppxStore(OfflineImage image) => this.image = image;

        /// <summary>In the order of their names.</summary>
        public List<ProvisionedApp> All() => Below(Applications)
            .Select(child => new { Name = AppxName.Parse(child.Key), Key = child.Value })
            .Where(found => found.Name != null)
            .Select(found => new ProvisionedApp(found.Name!, found.Key.Text("Path") ?? "", found.Key.Text("Regions") ?? ""))
            .OrderBy(app => app.Name.Text, StringComparer.OrdinalIgnoreCase).ToList();

        /// <summary>
        /// Takes an app away from users to come, and its files where no user has it registered. A mark of the app's family
        /// keeps upgrades of Windows from bringing it back (vendor documentation, Windows 10 1803 and later).
        /// </summary>
        /// <exception cref="DismException">0x80070003: not provisioned (user reports).</exception>
        public void Remove(string packageName)
        {
            var app = All().FirstOrDefault(candidate => string.Equals(candidate.Name.Text, packageName, StringComparison.OrdinalIgnoreCase));
            if (app == null) throw new DismException(Hresult.PathNotFound, packageName + " is not provisioned");
            image.Software.Open(Applications + @"\" + app.Name.Text)!.Delete();
            image.Software.Create(Store + @"\Deprovisioned\" + app.Name.Family);
            if (!IsRegistered(app.Name) && !All().Any(other => other.Name.IsSameFamily(app.Name))) DeleteFiles(app.Name);
        }

        private bool IsRegistered(AppxName app) => Below(Store)
            .Where(user => user.Key.StartsWith("S-1-", StringComparison.OrdinalIgnoreCase))
            .SelectMany(user => user.Value.Children)
            .Any(child => AppxName.Parse(child.Key)?.IsSameFamily(app) == true);

        private void DeleteFiles(AppxName app)
        {
            var apps = image.Resolve(Apps);
            if (!Directory.Exists(apps)) return;
            foreach (var folder in Directory.GetDirectories(apps))
                if (AppxName.Parse(Path.GetFileName(folder))?.IsSameFamily(app) == true) Directory.Delete(folder, true);
        }

        private List<KeyValuePair<string, HiveKey>> Below(string key) =>
            image.Software.Open(key)?.Children.ToList() ?? new List<KeyValuePair<string, HiveKey>>();
    }
}
