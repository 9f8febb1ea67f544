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
        private readonly Dictionary<string, Version> highest = new Dictionary<string, Version>(StringComparer.Ordinal);

        public ComponentStore(OfflineImage image)
        {
            this.image = image;
            foreach (var component in All()) Note(component);
        }

        /// <summary>Every component version that has a manifest, in the order of their names.</summary>
        public IEnumerable<ComponentIdentity> All()
        {
            var folder = image.Resolve(Manifests);
            if (!Directory.Exists(folder)) yield break;
            foreach (var file in Directory.GetFiles(folder, "*.manifest").OrderBy(name => name, StringComparer.Ordinal))
            {
                var component = ComponentIdentity.Parse(Path.GetFileNameWithoutExtension(file));
                if (component != null) yield return component;
            }
        }

        /// <summary>Host path of a component's manifest in the image.</summary>
        public string ManifestPath(ComponentIdentity component) => image.Resolve(Manifests + component.Folder + ".manifest");

        /// <summary>Host path of a component's folder in the image.</summary>
        public string FolderOf(ComponentIdentity component) => image.Resolve(Store + component.Folder);

        public bool IsHighest(ComponentIdentity component) =>
            !highest.TryGetValue(component.Family, out var version) || component.Version >= version;

        /// <summary>Stores a component; the highest version of its family is also projected and writes its registry values.</summary>
        /// <param name="source">Host folder with the component's files.</param>
        public void Install(ComponentManifest manifest, string source)
        {
            var component = manifest.Component;
            ImageWriter.Put(manifest.File, ManifestPath(component));
            foreach (var file in manifest.Files)
                ImageWriter.Put(ImagePaths.Resolve(source, file.Name), image.Resolve(Store + component.Folder + @"\" + file.Name));
            if (IsHighest(component)) Project(manifest, source);
            Note(component);
        }

        /// <summary>Puts a component's files where Windows uses them, and writes its registry values.</summary>
        /// <param name="source">Host folder with the component's files.</param>
        public void Project(ComponentManifest manifest, string source)
        {
            foreach (var file in manifest.Files) ImageWriter.Put(ImagePaths.Resolve(source, file.Name), image.Resolve(file.Destination));
            foreach (var value in manifest.Values) image.OpenHive(value.Hive).Create(value.Key).Set(value.Name, value.Value);
        }

        /// <summary>Takes back what <see cref="Project"/> did; a file or value belongs to one component (family).</summary>
        /// <param name="successor">The version that will be projected instead: what it has too is left alone.</param>
        public void Withdraw(ComponentManifest manifest, ComponentManifest? successor)
        {
            var files = new HashSet<string>((successor?.Files ?? Enumerable.Empty<ComponentFile>()).Select(file => file.Destination), StringComparer.OrdinalIgnoreCase);
            foreach (var file in manifest.Files.Where(file => !files.Contains(file.Destination))) File.Delete(image.Resolve(file.Destination));
            var values = new HashSet<string>((successor?.Values ?? Enumerable.Empty<ComponentValue>()).Select(NameOf), StringComparer.OrdinalIgnoreCase);
            foreach (var value in manifest.Values.Where(value => !values.Contains(NameOf(value))))
                image.OpenHive(value.Hive).Open(value.Key)?.Delete(value.Name);
        }

        public void Remove(ComponentIdentity component)
        {
            var folder = FolderOf(component);
            if (Directory.Exists(folder)) Directory.Delete(folder, true);
            File.Delete(ManifestPath(component));
        }

        private static string NameOf(ComponentValue value) => string.Join("\n", value.Hive, value.Key, value.Name);

        private void Note(ComponentIdentity component)
        {
            if (IsHighest(component)) highest[component.Family] = component.Version;
        }
    }
}
