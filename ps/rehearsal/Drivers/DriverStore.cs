using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// The driver store of an image: packages in System32\DriverStore\FileRepository, added ones published as INF\oemN.inf
    /// with their catalog in CatRoot, and <see cref="DriverDatabase"/>.
    /// </summary>
    internal sealed class DriverStore
    {
        private const string Repository = @"Windows\System32\DriverStore\FileRepository";
        private const string InfFolder = @"Windows\INF\";
        // The catalog database of drivers.
        private const string Catalogs = @"Windows\System32\CatRoot\{F750E6C3-38EE-11D1-85E5-00C04FC295EE}\";
        private const string ClassKeys = @"ControlSet001\Control\Class\";
        private static readonly Regex PackageName = new Regex(@"^(?<inf>.+\.inf)_(?:amd64|x86|arm64|arm)_[0-9a-f]{16}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        private static readonly Regex OemName = new Regex(@"^oem(\d+)\.inf$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        private readonly OfflineImage image;
        private readonly DriverDatabase database;

        public DriverStore(OfflineImage image)
        {
            this.image = image;
            database = new DriverDatabase(image);
            var architecture = ImageVersion.ReadArchitecture(image.Software);
            Target = new DriverTarget(architecture.Length > 0 ? architecture : "amd64",
                Version.TryParse(image.Version, out var version) ? version.Build : 0);
        }

        public DriverTarget Target { get; }

        /// <summary>Every driver of the image: added ones by number, then those of Windows itself by name.</summary>
        public List<StoredDriver> All()
        {
            var repository = image.Resolve(Repository);
            if (!Directory.Exists(repository)) return new List<StoredDriver>();
            return Directory.GetDirectories(repository).Select(Read).Where(driver => driver != null).Select(driver => driver!)
                .OrderBy(driver => driver.IsInbox ? int.MaxValue : NumberOf(driver.Name)).ThenBy(driver => driver.Name, StringComparer.OrdinalIgnoreCase).ToList();
        }

        /// <summary>A driver by its published name or, for one of Windows itself, by that of its INF.</summary>
        public List<StoredDriver> Named(string name) => All().Where(driver => driver.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();

        /// <summary>Text of a device class in the image, or empty.</summary>
        public string ClassDescription(DriverInf inf) => inf.ClassGuid.Length == 0 ? ""
            : image.OpenHive(BootServices.SystemHive).Open(ClassKeys + inf.ClassGuid)?.Text("ClassDesc") ?? "";

        /// <summary>Adds the package of an INF; one that the image has already is left as it is.</summary>
        /// <param name="path">Absolute path of the INF; its files lie where it says, beside it.</param>
        /// <exception cref="DismException">
        /// 0x800f0100 no driver's INF, 0x80070032 for another architecture, 0x80070002 a file is missing; 0x800f022f,
        /// 0x800f0242 or 0x800f024b not signed, for a 64-bit image.
        /// </exception>
        public StoredDriver Add(string path, bool forceUnsigned)
        {
            var inf = DriverInf.Load(path);
            if (!inf.Supports(Target.Architecture, Target.Build))
                throw new DismException(Hresult.NotSupported, path + " has no device for " + Target.Architecture);
            var catalog = inf.CatalogFor(Target.Architecture);
            var defect = DriverCatalog.Defect(path, catalog);
            if (defect != 0 && Target.Is64Bit && !forceUnsigned) throw new DismException(defect, path + " is not signed");
            var files = inf.SourceFiles(Target.Architecture);
            var source = Path.GetDirectoryName(path)!;
            var missing = files.FirstOrDefault(file => !File.Exists(ImagePaths.Resolve(source, file)));
            if (missing != null) throw new DismException(Hresult.FileNotFound, path + " names " + missing + ", which is not there");

            var package = inf.Name.ToLowerInvariant() + "_" + Target.Architecture + "_" + Hash(path);
            var folder = image.Resolve(Repository + @"\" + package);
            if (Directory.Exists(folder) && Read(folder) is StoredDriver existing) return existing;
            foreach (var file in files.Concat(new[] { inf.Name, catalog }).Where(file => file.Length > 0))
            {
                var from = ImagePaths.Resolve(source, file);
                if (File.Exists(from)) ImageWriter.Put(from, Path.Combine(folder, file));
            }
            return Publish(inf, package, folder, catalog, defect == 0);
        }

        /// <summary>Removes an added driver.</summary>
        /// <exception cref="DismException">0x80070002 there is none of this name, 0x800f023c it is one of Windows itself.</exception>
        public void Remove(string name)
        {
            var driver = Named(name).FirstOrDefault() ?? throw new DismException(Hresult.FileNotFound, "the image has no driver " + name);
            if (driver.IsInbox) throw new DismException(Hresult.NotAnInstalledInf, name + " came with Windows");
            BootServices.Remove(image, driver.Name, driver.Models);
            database.Remove(Path.GetFileName(driver.Folder), driver.Name, driver.Models);
            File.Delete(image.Resolve(InfFolder + driver.Name));
            File.Delete(image.Resolve(InfFolder + Path.ChangeExtension(driver.Name, ".PNF")));
            File.Delete(image.Resolve(Catalogs + Path.ChangeExtension(driver.Name, ".cat")));
            Directory.Delete(driver.Folder, true);
        }

        private StoredDriver Publish(DriverInf inf, string package, string folder, string catalog, bool isSigned)
        {
            var published = FreeName();
            var stored = new StoredDriver(DriverInf.Load(Path.Combine(folder, inf.Name)), published, false, Target);
            ImageWriter.Put(stored.Inf.File, image.Resolve(InfFolder + published));
            var storedCatalog = catalog.Length == 0 ? "" : Path.Combine(folder, catalog);
            if (File.Exists(storedCatalog)) ImageWriter.Put(storedCatalog, image.Resolve(Catalogs + Path.ChangeExtension(published, ".cat")));
            database.Add(package, published, inf, stored.Models, catalog, isSigned);
            BootServices.Reflect(image, folder, published, stored.Models);
            return stored;
        }

        private StoredDriver? Read(string folder)
        {
            var match = PackageName.Match(Path.GetFileName(folder));
            if (!match.Success) return null;
            var inf = ImagePaths.Resolve(folder, match.Groups["inf"].Value);
            if (!File.Exists(inf)) return null;
            var published = database.PublishedName(Path.GetFileName(folder)) ?? PublishedCopyOf(inf);
            if (published != null && !OemName.IsMatch(published)) published = null;
            try
            {
                return new StoredDriver(DriverInf.Load(inf), published, published == null, Target);
            }
            catch (DismException error) when (error.HResult == Hresult.WrongInfStyle)
            {
                // One that is damaged does not hide the others.
                return null;
            }
        }

        // For images whose database does not know the package: the published INF is a copy.
        private string? PublishedCopyOf(string inf)
        {
            var content = File.ReadAllBytes(inf);
            return PublishedFiles().FirstOrDefault(file => new FileInfo(file).Length == content.Length && File.ReadAllBytes(file).SequenceEqual(content)) is string found
                ? Path.GetFileName(found) : null;
        }

        private IEnumerable<string> PublishedFiles()
        {
            var folder = image.Resolve(InfFolder);
            return Directory.Exists(folder) ? Directory.GetFiles(folder).Where(file => OemName.IsMatch(Path.GetFileName(file))) : Enumerable.Empty<string>();
        }

        private string FreeName()
        {
            var taken = new HashSet<int>(PublishedFiles().Select(Path.GetFileName).Concat(database.PublishedNames).Select(NumberOf));
            var number = 0;
            while (taken.Contains(number)) number++;
            return "oem" + number.ToString(CultureInfo.InvariantCulture) + ".inf";
        }

        private static int NumberOf(string published) =>
            int.TryParse(OemName.Match(published).Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

        private static string Hash(string inf)
        {
            using (var sha256 = SHA256.Create())
                return BitConverter.ToString(sha256.ComputeHash(File.ReadAllBytes(inf)), 0, 8).Replace("-", "").ToLowerInvariant();
        }
    }
}
