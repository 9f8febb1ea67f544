using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// What a boot-critical driver needs before Windows can install it: its service and, where the boot loader looks for
    /// it, its file. DISM calls this reflecting a driver (vendor documentation).
    /// </summary>
    internal static class BootServices
    {
        public const string SystemHive = @"Windows\System32\config\SYSTEM";
        private const string Services = @"ControlSet001\Services\";
        private const string DriversId = @"%12%\";
        private const string Owners = "Owners";

        /// <param name="folder">The package in the driver store.</param>
        public static void Reflect(OfflineImage image, string folder, string published, IEnumerable<DriverModel> models)
        {
            foreach (var service in BootStart(models))
            {
                var name = service.Binary.Substring(DriversId.Length);
                var file = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).OrderBy(path => path, StringComparer.Ordinal)
                    .FirstOrDefault(path => Path.GetFileName(path).Equals(name, StringComparison.OrdinalIgnoreCase));
                if (file == null) continue;
                ImageWriter.Put(file, image.Resolve(Target(name)));
                var key = image.OpenHive(SystemHive).Create(Services + service.Name);
                key.Set("Type", service.Type);
                key.Set("Start", service.Start);
                key.Set("ErrorControl", service.ErrorControl);
                key.Set("ImagePath", RegistryValue.FromManifest("REG_EXPAND_SZ", @"System32\drivers\" + name));
                if (service.Group.Length > 0) key.Set("Group", service.Group);
                if (service.DisplayName.Length > 0) key.Set("DisplayName", service.DisplayName);
                key.Set(Owners, RegistryValue.FromManifest("REG_MULTI_SZ", "\"" + published + "\""));
            }
        }

        /// <summary>Takes back what <see cref="Reflect"/> did for a package; a service of another owner stays.</summary>
        public static void Remove(OfflineImage image, string published, IEnumerable<DriverModel> models)
        {
            foreach (var service in BootStart(models))
            {
                var key = image.OpenHive(SystemHive).Open(Services + service.Name);
                if (key?.Texts(Owners).Contains(published, StringComparer.OrdinalIgnoreCase) != true) continue;
                key.Delete();
                File.Delete(image.Resolve(Target(service.Binary.Substring(DriversId.Length))));
            }
        }

        private static IEnumerable<DriverService> BootStart(IEnumerable<DriverModel> models) => models.SelectMany(model => model.Services)
            .Where(service => service.IsBootStart && service.Binary.StartsWith(DriversId, StringComparison.Ordinal))
            .GroupBy(service => service.Name, StringComparer.OrdinalIgnoreCase).Select(group => group.First()).ToList();

        private static string Target(string name) => @"Windows\System32\drivers\" + name;
    }
}
