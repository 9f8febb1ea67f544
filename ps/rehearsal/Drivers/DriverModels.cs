using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Microsoft.Dism.Commands
{
    /// <summary>A service that installing a device would make.</summary>
    internal sealed class DriverService
    {
        public string Name = "";
        public uint Type;
        public uint Start;
        public uint ErrorControl;
        /// <summary>With a directory id, e.g. `%12%\viostor.sys`.</summary>
        public string Binary = "";
        public string Group = "";
        public string DisplayName = "";

        /// <summary>Loaded by the boot loader.</summary>
        public bool IsBootStart => Start == 0;
    }

    /// <summary>One device line of an INF.</summary>
    internal sealed class DriverModel
    {
        public string Manufacturer = "";
        public string Description = "";
        public string HardwareId = "";
        public IReadOnlyList<string> CompatibleIds = Array.Empty<string>();
        /// <summary>Name of the section that installs it, with its decoration.</summary>
        public string InstallSection = "";
        public IReadOnlyList<DriverService> Services = Array.Empty<DriverService>();
    }

    /// <summary>
    /// The devices of an INF for one Windows. Of a manufacturer's models sections the one whose decoration
    /// (`NTamd64.10.0...16299`) fits best counts; undecorated ones are for x86 (vendor documentation of the INF format).
    /// </summary>
    internal sealed class DriverModels
    {
        private static readonly Regex Decoration = new Regex(
            @"^NT(?<arch>x86|amd64|arm64|arm|ia64)?(?:\.(?<major>\d*))?(?:\.(?<minor>\d*))?(?:\.[^.]*)?(?:\.[^.]*)?(?:\.(?<build>\d*))?$",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        private readonly InfFile inf;
        private readonly string architecture;
        private readonly int build;

        public DriverModels(InfFile inf, string architecture, int build)
        {
            this.inf = inf;
            this.architecture = architecture;
            this.build = build;
        }

        public List<DriverModel> All() => inf.Section("Manufacturer").SelectMany(manufacturer =>
        {
            var name = manufacturer.Key.Length > 0 ? manufacturer.Key : manufacturer.Value(0);
            var best = manufacturer.Values.Skip(1).DefaultIfEmpty("").Select(decoration => new { decoration, rank = Rank(decoration) })
                .Where(found => found.rank != null).OrderByDescending(found => found.rank).FirstOrDefault();
            if (best == null) return Enumerable.Empty<DriverModel>();
            return inf.Section(manufacturer.Value(0) + (best.decoration.Length > 0 ? "." + best.decoration : "")).Select(line => Model(name, line));
        }).Where(model => model.HardwareId.Length > 0).ToList();

        private DriverModel Model(string manufacturer, InfLine line)
        {
            var section = InstallSection(line.Value(0));
            return new DriverModel
            {
                Manufacturer = manufacturer,
                Description = line.Key,
                HardwareId = line.Value(1),
                CompatibleIds = line.Values.Skip(2).Where(id => id.Length > 0).ToList(),
                InstallSection = section,
                Services = inf.Section(section + ".Services").Where(entry => entry.Key.Equals("AddService", StringComparison.OrdinalIgnoreCase))
                    .Select(entry => Service(entry.Value(0), entry.Value(2))).ToList(),
            };
        }

        private string InstallSection(string name) => new[] { name + ".NT" + architecture, name + ".NT" }
            .FirstOrDefault(decorated => inf.Has(decorated)) ?? name;

        private DriverService Service(string name, string section) => new DriverService
        {
            Name = name,
            Type = Number(inf.Value(section, "ServiceType"), 1),
            // Started by hand unless the INF says otherwise.
            Start = Number(inf.Value(section, "StartType"), 3),
            ErrorControl = Number(inf.Value(section, "ErrorControl"), 1),
            Binary = inf.Value(section, "ServiceBinary"),
            Group = inf.Value(section, "LoadOrderGroup"),
            DisplayName = inf.Value(section, "DisplayName"),
        };

        // Null where the decoration is for another Windows; higher fits better.
        private Version? Rank(string decoration)
        {
            if (decoration.Length == 0) return architecture == "x86" ? new Version(0, 0, 0) : null;
            var match = Decoration.Match(decoration);
            var wanted = match.Groups["arch"].Length > 0 ? match.Groups["arch"].Value : "x86";
            if (!match.Success || !wanted.Equals(architecture, StringComparison.OrdinalIgnoreCase)) return null;
            var version = new Version(Field(match, "major"), Field(match, "minor"), Field(match, "build"));
            return version <= new Version(10, 0, build) ? version : null;
        }

        private static int Field(Match match, string name) =>
            match.Groups[name].Length > 0 ? int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) : 0;

        private static uint Number(string text, uint otherwise)
        {
            var hexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
            return uint.TryParse(hexadecimal ? text.Substring(2) : text, hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
                CultureInfo.InvariantCulture, out var number) ? number : otherwise;
        }
    }
}
