using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>What a driver package's INF says about the package as a whole.</summary>
    internal sealed class DriverInf
    {
        // Setup classes whose devices Windows needs to boot (vendor's list of device setup classes).
        private static readonly HashSet<string> BootClasses = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            "{4d36e966-e325-11ce-bfc1-08002be10318}", // Computer
            "{4d36e967-e325-11ce-bfc1-08002be10318}", // DiskDrive
            "{4d36e96a-e325-11ce-bfc1-08002be10318}", // HDC
            "{4d36e97b-e325-11ce-bfc1-08002be10318}", // SCSIAdapter
            "{4d36e97d-e325-11ce-bfc1-08002be10318}", // System
            "{71a27cdd-812a-11d0-bec7-08002be2092f}", // Volume
            "{36fc9e60-c465-11cf-8056-444553540000}", // USB
        };
        private readonly InfFile inf;

        private DriverInf(string path)
        {
            File = path;
            inf = InfFile.Load(path);
            var signature = inf.Value("Version", "Signature");
            if (!signature.Equals("$Windows NT$", StringComparison.OrdinalIgnoreCase) && !signature.Equals("$Chicago$", StringComparison.OrdinalIgnoreCase))
                throw new DismException(Hresult.WrongInfStyle, "no signature of a driver in " + path);
        }

        /// <summary>Absolute host path.</summary>
        public string File { get; }
        public string Name => Path.GetFileName(File);
        public string ClassName => inf.Value("Version", "Class");
        public string ClassGuid => inf.Value("Version", "ClassGuid");
        public string Provider => inf.Value("Version", "Provider");

        /// <summary>Date of DriverVer, or the lowest date where the INF has none.</summary>
        public DateTime Date => DateTime.TryParseExact(inf.Value("Version", "DriverVer"), new[] { "MM/dd/yyyy", "M/d/yyyy" },
            CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : DateTime.MinValue;

        /// <summary>Version of DriverVer with all its four fields.</summary>
        public Version Version
        {
            get
            {
                var text = inf.Value("Version", "DriverVer", 1);
                if (!Version.TryParse(text.IndexOf('.') < 0 ? text + ".0" : text, out var version)) return new Version(0, 0, 0, 0);
                return new Version(version.Major, version.Minor, Math.Max(0, version.Build), Math.Max(0, version.Revision));
            }
        }

        /// <summary>Devices that are kept from lists to choose from, separated by commas.</summary>
        public string ExcludeIds => string.Join(",", inf.Section("ControlFlags")
            .Where(line => line.Key.StartsWith("ExcludeFromSelect", StringComparison.OrdinalIgnoreCase)).SelectMany(line => line.Values));

        /// <exception cref="DismException">0x800f0100: not an INF.</exception>
        public static DriverInf Load(string path) => new DriverInf(path);

        /// <summary>File name of the catalog, beside the INF; empty where none is named.</summary>
        public string CatalogFor(string architecture) => new[] { "CatalogFile.nt" + architecture, "CatalogFile.nt", "CatalogFile" }
            .Select(key => inf.Value("Version", key)).FirstOrDefault(name => name.Length > 0) ?? "";

        /// <summary>The devices that the package drives; see <see cref="DriverModels"/>.</summary>
        public List<DriverModel> Models(string architecture, int build) => new DriverModels(inf, architecture, build).All();

        /// <summary>Whether the package can drive anything of an architecture; one without devices fits any.</summary>
        public bool Supports(string architecture, int build) => inf.Section("Manufacturer").Count == 0 || Models(architecture, build).Count > 0;

        /// <summary>Windows loads it to get to its own disk, or devices of its class are needed to boot.</summary>
        public bool IsBootCritical(string architecture, int build) => BootClasses.Contains(ClassGuid)
            || Models(architecture, build).Any(model => model.Services.Any(service => service.IsBootStart));

        /// <summary>Paths of the package's files relative to the INF, without the INF and its catalog.</summary>
        public List<string> SourceFiles(string architecture)
        {
            var disks = Decorated("SourceDisksNames", architecture).GroupBy(line => line.Key, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(group => group.Key, group => group.First().Value(3), StringComparer.OrdinalIgnoreCase);
            return Decorated("SourceDisksFiles", architecture).Where(line => line.Key.Length > 0)
                .Select(line => string.Join("/", new[] { disks.TryGetValue(line.Value(0), out var path) ? path : "", line.Value(1), line.Key }
                    .SelectMany(part => part.Split('\\', '/')).Where(part => part.Length > 0 && part != ".")))
                .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        }

        private IEnumerable<InfLine> Decorated(string section, string architecture) =>
            inf.Section(section + "." + architecture).Concat(inf.Section(section));
    }
}
