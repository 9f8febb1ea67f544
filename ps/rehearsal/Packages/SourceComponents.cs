using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>A component as a package brings it.</summary>
    internal sealed class SourceComponent
    {
        public SourceComponent(ComponentIdentity component, string manifestFile, ComponentManifest? manifest, string folder, bool isWhole)
        {
            Component = component;
            ManifestFile = manifestFile;
            Manifest = manifest;
            Folder = folder;
            IsWhole = isWhole;
        }

        public ComponentIdentity Component { get; }
        public string ManifestFile { get; }
        /// <summary>Null where it is compressed.</summary>
        public ComponentManifest? Manifest { get; }
        /// <summary>Host folder with its files.</summary>
        public string Folder { get; }
        /// <summary>The manifest can be read and all its files are there, not as deltas.</summary>
        public bool IsWhole { get; }
    }

    /// <summary>The components of an expanded package, found by what their folders are called.</summary>
    internal sealed class SourceComponents
    {
        private readonly string folder;
        private readonly string imageArchitecture;
        private readonly bool mayLackFiles;
        private readonly ILookup<string, string> byKeyForm;
        private readonly Dictionary<string, SourceComponent> found = new Dictionary<string, SourceComponent>(StringComparer.OrdinalIgnoreCase);

        /// <param name="mayLackFiles">The package holds deltas; what cannot be found is no damage.</param>
        public SourceComponents(string folder, string imageArchitecture, bool mayLackFiles)
        {
            this.folder = folder;
            this.imageArchitecture = imageArchitecture;
            this.mayLackFiles = mayLackFiles;
            byKeyForm = Directory.GetFiles(folder, "*.manifest").ToLookup(file => KeyForm.OfFile(file), StringComparer.OrdinalIgnoreCase);
        }

        /// <summary>Identities of which the package has nothing to show, as express packages.</summary>
        public List<PackageIdentity> Missing { get; } = new List<PackageIdentity>();

        /// <summary>The components, and what they bring where they are deployments; each once.</summary>
        /// <exception cref="DismException">0x80070002: a manifest or a file is not in the package.</exception>
        public List<SourceComponent> Collect(IEnumerable<PackageIdentity> identities)
        {
            var all = new List<SourceComponent>();
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            var waiting = new Queue<PackageIdentity>(identities);
            var declared = waiting.Count;
            for (var i = 0; waiting.Count > 0; i++)
            {
                var identity = waiting.Dequeue();
                if (!seen.Add(identity.ToString())) continue;
                var component = Find(identity);
                if (component == null)
                {
                    // What a deployment names may be in the image already, or for a language that the package has not.
                    if (i >= declared) continue;
                    if (!mayLackFiles) throw new DismException(Hresult.FileNotFound, "the package has no manifest of component " + identity);
                    Missing.Add(identity);
                    continue;
                }
                all.Add(component);
                foreach (var dependency in component.Manifest?.Dependencies ?? Enumerable.Empty<PackageIdentity>()) waiting.Enqueue(dependency);
            }
            return all;
        }

        private SourceComponent? Find(PackageIdentity identity)
        {
            if (found.TryGetValue(identity.ToString(), out var known)) return known;
            foreach (var file in KeyForm.Of(identity).SelectMany(form => byKeyForm[form]))
            {
                var manifest = ComponentManifest.TryLoad(file, imageArchitecture);
                if (manifest != null && !manifest.Identity.Is(identity)) continue;
                var component = ComponentIdentity.Parse(Path.GetFileNameWithoutExtension(file));
                if (component == null) continue;
                var source = Path.Combine(folder, component.Folder);
                var result = new SourceComponent(component, file, manifest, source, manifest != null && HasFiles(manifest, source));
                found.Add(identity.ToString(), result);
                return result;
            }
            return null;
        }

        private bool HasFiles(ComponentManifest manifest, string source)
        {
            foreach (var file in manifest.Files)
            {
                if (File.Exists(ImagePaths.Resolve(source, file.Name))) continue;
                if (mayLackFiles || DeltaContent.Has(source, file.Name)) return false;
                throw new DismException(Hresult.FileNotFound, manifest.Component.Folder + " names " + file.Name + ", which is not in the package");
            }
            return true;
        }
    }
}
