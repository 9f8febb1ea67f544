using System;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// What Windows itself notes about servicing stacks and cumulative updates, so that it does not depend on manifests that
    /// only Windows can read.
    /// </summary>
    internal sealed class UpdateTraces
    {
        // Since then Windows keeps the manifests of its cumulative update (user reports).
        private const int FirstBuildWithLcuFolder = 20231;
        private const string LcuFolder = @"Windows\servicing\LCU\";
        private readonly Operation operation;
        private readonly OfflineImage image;
        private readonly PackageStore store;

        public UpdateTraces(Operation operation, OfflineImage image)
        {
            this.operation = operation;
            this.image = image;
            store = new PackageStore(image);
        }

        /// <param name="isPartial">Not all components could be unpacked, the one that writes the revision may be among them.</param>
        public void Leave(PackagePlan plan, bool isPartial)
        {
            foreach (var package in plan.Packages)
            {
                foreach (var component in package.Components.Where(component => IsStack(component.Component))) store.PutServicingStack(component.Component);
                if (isPartial) SetRevision(package.Manifest.Identity);
            }
            if (plan.Top.Identity.IsRollup && plan.Top.Identity.Version.Major >= FirstBuildWithLcuFolder) KeepManifests(plan);
        }

        /// <summary>Removes the kept manifests of a cumulative update.</summary>
        public static void Forget(OfflineImage image, PackageIdentity identity)
        {
            var folder = image.Resolve(LcuFolder + identity);
            if (Directory.Exists(folder)) Directory.Delete(folder, true);
        }

        // The revision that a cumulative update brings is the second field of its version (26100.1742.1.10).
        private void SetRevision(PackageIdentity identity)
        {
            var revision = (uint)Math.Max(0, identity.Version.Minor);
            var key = image.Software.Open(ImageVersion.Key);
            if (!identity.IsRollup || key == null || revision <= (key.Dword("UBR") ?? 0)) return;
            operation.Log.Info("UBR is set to " + revision + " by the version of " + identity);
            key.Set("UBR", revision);
        }

        private void KeepManifests(PackagePlan plan)
        {
            foreach (var package in plan.Packages)
                foreach (var file in new[] { package.Manifest.File, Path.ChangeExtension(package.Manifest.File, ".cat") }.Where(File.Exists))
                    ImageWriter.Put(file, image.Resolve(LcuFolder + plan.Top.Identity + @"\" + Path.GetFileName(file)));
        }

        private static bool IsStack(ComponentIdentity component) =>
            component.Folder.IndexOf("_microsoft-windows-servicingstack_", StringComparison.OrdinalIgnoreCase) > 0;
    }
}
