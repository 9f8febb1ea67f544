using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Key DriverDatabase: which published INF is which package, and which devices they are for. It is in the DRIVERS
    /// hive where the image has one, else in SYSTEM. Its layout is known from exports of Windows machines.
    /// </summary>
    internal sealed class DriverDatabase
    {
        private const string InfFiles = @"DriverDatabase\DriverInfFiles";
        private const string Packages = @"DriverDatabase\DriverPackages";
        private const string DeviceIds = @"DriverDatabase\DeviceIds";
        private const string DriversHive = @"Windows\System32\config\DRIVERS";
        private const uint Imported = 0x12;
        // What Windows writes for a catalog of its hardware programme, and for none.
        private const uint SignedScore = 0x0D000005;
        private const uint UnsignedScore = 0x80000000;
        private readonly Hive hive;

        public DriverDatabase(OfflineImage image) =>
            hive = image.OpenHive(File.Exists(image.Resolve(DriversHive)) ? DriversHive : BootServices.SystemHive);

        /// <summary>Published name (`oem0.inf`) of a package, or null.</summary>
        /// <param name="package">Name of its folder in the driver store.</param>
        public string? PublishedName(string package) => hive.Open(Packages + @"\" + package)?.Text("");

        public IEnumerable<string> PublishedNames => hive.Open(InfFiles)?.Children.Select(child => child.Key).ToList() ?? Enumerable.Empty<string>();

        public void Add(string package, string published, DriverInf inf, IReadOnlyList<DriverModel> models, string catalog, bool isSigned)
        {
            var file = hive.Create(InfFiles + @"\" + published);
            file.Set("", RegistryValue.FromManifest("REG_MULTI_SZ", "\"" + package + "\""));
            file.Set("Active", package);
            var key = hive.Create(Packages + @"\" + package);
            key.Set("", published);
            key.Set("Version", RegistryValue.FromManifest("REG_BINARY", Version(inf)));
            key.Set("Provider", inf.Provider);
            key.Set("InfName", inf.Name);
            key.Set("OemPath", Path.GetDirectoryName(inf.File)!);
            key.Set("ImportDate", RegistryValue.FromManifest("REG_BINARY", Hex(BitConverter.GetBytes(DateTime.UtcNow.ToFileTimeUtc()))));
            if (catalog.Length > 0) key.Set("Catalog", catalog);
            key.Set("SignerScore", isSigned ? SignedScore : UnsignedScore);
            key.Set("StatusFlags", Imported);
            foreach (var model in models)
            {
                Device(model.HardwareId).Set(published, RegistryValue.FromManifest("REG_BINARY", "01ff0000"));
                foreach (var id in model.CompatibleIds) Device(id).Set(published, RegistryValue.FromManifest("REG_BINARY", "02ff0000"));
            }
        }

        public void Remove(string package, string published, IReadOnlyList<DriverModel> models)
        {
            hive.Open(InfFiles + @"\" + published)?.Delete();
            hive.Open(Packages + @"\" + package)?.Delete();
            foreach (var id in models.SelectMany(model => model.CompatibleIds.Concat(new[] { model.HardwareId })).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                var device = hive.Open(DeviceIds + @"\" + id);
                device?.Delete(published);
                if (device != null && device.ValueNames.Count == 0 && !device.Children.Any()) device.Delete();
            }
        }

        private HiveKey Device(string id) => hive.Create(DeviceIds + @"\" + id);

        // 48 bytes: flags, class GUID, date as FILETIME, version from its last field to its first, nothing.
        private static string Version(DriverInf inf)
        {
            var version = inf.Version;
            var date = inf.Date.Year < 1601 ? 0 : DateTime.SpecifyKind(inf.Date, DateTimeKind.Utc).ToFileTimeUtc();
            var number = (ulong)(ushort)version.Major << 48 | (ulong)(ushort)version.Minor << 32 | (ulong)(ushort)version.Build << 16 | (ushort)version.Revision;
            var guid = Guid.TryParse(inf.ClassGuid, out var parsed) ? parsed : Guid.Empty;
            return "00ff090000000000" + Hex(guid.ToByteArray()) + Hex(BitConverter.GetBytes(date)) + Hex(BitConverter.GetBytes(number)) + "0000000000000000";
        }

        private static string Hex(byte[] bytes) => BitConverter.ToString(bytes).Replace("-", "");
    }
}
