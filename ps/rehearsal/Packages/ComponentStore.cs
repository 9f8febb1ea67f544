using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>The component store of an image, Windows\WinSxS: one folder a component version, manifests beside them.</summary>
    internal sealed class ComponentStore
    {
        private const string Store = @"Windows\WinSxS\";
        private const string Manifests = Store + @"Manifests\";
        private readonly OfflineImage image;
        private readonly ImageNames names;
        private readonly string architecture;
        private readonly SortedDictionary<string, ComponentIdentity> known = new SortedDictionary<string, ComponentIdentity>(StringComparer.Ordinal);
        private readonly Dictionary<string, Version> highest = new Dictionary<string, Version>(StringComparer.Ordinal);
        private ILookup<string, ComponentIdentity>? byKeyForm;

        public ComponentStore(OfflineImage image)
        {
            this.image = image;
            names = new ImageNames(image.Root);
            architecture = ImageVersion.ReadArchitecture(image.Software);
            var folder = names.Resolve(Manifests);
            if (!Directory.Exists(folder)) return;
            foreach (var file in Directory.GetFiles(folder, "*.manifest"))
                if (ComponentIdentity.Parse(Path.GetFileNameWithoutExtension(file)) is ComponentIdentity component) Note(component);
        }

        /// <summary>Every component version that has a manifest, in the order of their names.</summary>
        public IEnumerable<ComponentIdentity> All() => known.Values.ToList();

        /// <summary>Host path of a component's manifest in the image.</summary>
        public string ManifestPath(ComponentIdentity component) => names.Resolve(Manifests + component.Folder + ".manifest");

        /// <summary>Host path of a component's folder in the image.</summary>
        public string FolderOf(ComponentIdentity component) => names.Resolve(Store + component.Folder);

        /// <summary>A component's manifest; null where it is compressed, as it is on genuine media.</summary>
        public ComponentManifest? Read(ComponentIdentity component) => ComponentManifest.TryLoad(ManifestPath(component), architecture);

        /// <summary>The component versions that have an identity by their names, with those manifests that can be read and say the same.</summary>
        public IEnumerable<ComponentManifest> Find(PackageIdentity identity)
        {
            byKeyForm ??= known.Values.ToLookup(component => KeyForm.OfFile(component.Folder + ".manifest"), StringComparer.OrdinalIgnoreCase);
            return KeyForm.Of(identity).SelectMany(form => byKeyForm[form])
                .Select(Read).Where(manifest => manifest?.Identity.Is(identity) == true).Select(manifest => manifest!);
        }

        public bool IsHighest(ComponentIdentity component) =>
            !highest.TryGetValue(component.Family, out var version) || component.Version >= version;

        /// <summary>Stores a component; the highest version of its family is also projected and writes its registry values.</summary>
        /// <param name="project">False leaves what is in use as it is.</param>
        public void Install(SourceComponent source, bool project)
        {
            var manifest = source.Manifest!;
            var component = manifest.Component;
            ImageWriter.Put(manifest.File, ManifestPath(component));
            foreach (var file in manifest.Files)
                ImageWriter.Put(ImagePaths.Resolve(source.Folder, file.Name), names.Resolve(Store + component.Folder + @"\" + file.Name));
            if (project && IsHighest(component)) Project(manifest, source.Folder);
            Note(component);
        }

        /// <summary>Puts a component's files where Windows uses them, and writes its registry values.</summary>
        /// <param name="source">Host folder with the component's files.</param>
        public void Project(ComponentManifest manifest, string source)
        {
            foreach (var file in manifest.Files)
                foreach (var destination in file.Destinations) ImageWriter.Put(ImagePaths.Resolve(source, file.Name), names.Resolve(destination));
            foreach (var value in manifest.Values.Where(value => image.Holds(value.Hive)))
            {
                var key = image.OpenHive(value.Hive).Create(value.Key);
                if (value.Value != null) key.Set(value.Name, value.Value);
            }
        }

        /// <summary>Takes back what <see cref="Project"/> did; a file or value belongs to one component (family).</summary>
        /// <param name="successor">The version that will be projected instead: what it has too is left alone.</param>
        public void Withdraw(ComponentManifest manifest, ComponentManifest? successor)
        {
            var files = new HashSet<string>(DestinationsOf(successor), StringComparer.OrdinalIgnoreCase);
            foreach (var destination in DestinationsOf(manifest).Where(destination => !files.Contains(destination))) File.Delete(names.Resolve(destination));
            var values = new HashSet<string>((successor?.Values ?? Enumerable.Empty<ComponentValue>()).Select(NameOf), StringComparer.OrdinalIgnoreCase);
            foreach (var value in manifest.Values.Where(value => value.Value != null && image.Holds(value.Hive) && !values.Contains(NameOf(value))))
                image.OpenHive(value.Hive).Open(value.Key)?.Delete(value.Name);
        }

        public void Remove(ComponentIdentity component)
        {
            var folder = FolderOf(component);
            if (Directory.Exists(folder)) Directory.Delete(folder, true);
            File.Delete(ManifestPath(component));
            known.Remove(component.Folder);
            byKeyForm = null;
        }

        private static IEnumerable<string> DestinationsOf(ComponentManifest? manifest) =>
            manifest?.Files.SelectMany(file => file.Destinations) ?? Enumerable.Empty<string>();

        private static string NameOf(ComponentValue value) => string.Join("\n", value.Hive, value.Key, value.Name);

        private void Note(ComponentIdentity component)
        {
            known[component.Folder] = component;
            byKeyForm = null;
            if (IsHighest(component)) highest[component.Family] = component.Version;
        }
    }
}
