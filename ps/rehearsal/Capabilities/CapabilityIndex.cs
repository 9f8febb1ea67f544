using System;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>`Component Based Servicing\CapabilityIndex` of the SOFTWARE hive: a key for each capability, in it one for each of its packages.</summary>
    internal static class CapabilityIndex
    {
        private const string Index = @"Microsoft\Windows\CurrentVersion\Component Based Servicing\CapabilityIndex";

        public static void Add(OfflineImage image, PackageManifest package)
        {
            if (package.Capability.Length > 0) image.Software.Create(Index + @"\" + package.Capability + @"\" + package.Identity);
        }

        public static void Remove(OfflineImage image, PackageIdentity package)
        {
            foreach (var capability in image.Software.Open(Index)?.Children.ToList() ?? Enumerable.Empty<System.Collections.Generic.KeyValuePair<string, HiveKey>>())
            {
                var entry = capability.Value.Child(package.ToString());
                if (entry == null) continue;
                entry.Delete();
                if (!capability.Value.Children.Any()) capability.Value.Delete();
            }
        }
    }
}
