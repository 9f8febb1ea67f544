using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>A file of a component and where Windows uses it.</summary>
    internal sealed class ComponentFile
    {
        /// <summary>Path within the component's folder.</summary>
        public string Name = "";
        /// <summary>Image paths, e.g. `Windows\System32\ntdll.dll`; none for a file that is used from the store or goes to an unknown folder.</summary>
        public IReadOnlyList<string> Destinations = Array.Empty<string>();
    }

    /// <summary>A registry value of a component, or a key without one.</summary>
    internal sealed class ComponentValue
    {
        /// <summary>Image path of the hive.</summary>
        public string Hive = "";
        public string Key = "";
        public string Name = "";
        /// <summary>Null where only the key is wanted.</summary>
        public RegistryValue? Value;
    }

    /// <summary>
    /// A component's or deployment's manifest, asm.v3. Only what the rehearsal carries out is read; all else (security
    /// descriptors, services, tasks, elements of later versions) is passed over.
    /// </summary>
    internal sealed class ComponentManifest
    {
        private readonly XElement assembly;
        private readonly bool redirected;

        private ComponentManifest(string file, string imageArchitecture)
        {
            File = file;
            Component = ComponentIdentity.Parse(Path.GetFileNameWithoutExtension(file))
                ?? throw new DismException(Hresult.ManifestInvalidItem, "no component's name: " + file);
            assembly = AssemblyXml.Load(file);
            Identity = AssemblyXml.Identity(assembly.First("assemblyIdentity"), file);
            redirected = Is("wow64") || (Is("x86") && !imageArchitecture.Equals("x86", StringComparison.OrdinalIgnoreCase));
        }

        /// <summary>Absolute host path of the manifest.</summary>
        public string File { get; }
        public ComponentIdentity Component { get; }
        public PackageIdentity Identity { get; }

        public IEnumerable<ComponentFile> Files => assembly.Named("file").Select(file => new ComponentFile
        {
            Name = file.Text("name"),
            Destinations = DestinationsOf(file).Distinct(StringComparer.OrdinalIgnoreCase).ToList(),
        });

        public IEnumerable<ComponentValue> Values => assembly.Named("registryKeys").SelectMany(keys => keys.Named("registryKey")).SelectMany(Read);

        /// <summary>Components that this one brings, where it is a deployment.</summary>
        public IEnumerable<PackageIdentity> Dependencies => assembly.Named("dependency").SelectMany(dependency => dependency.Named("dependentAssembly"))
            .Where(dependent => dependent.Text("dependencyType").Equals("install", StringComparison.OrdinalIgnoreCase))
            .SelectMany(dependent => dependent.Named("assemblyIdentity"))
            .Where(identity => identity.Text("name").Length > 0 && identity.Text("version").Length > 0)
            .Select(identity => AssemblyXml.Identity(identity, File));

        /// <param name="imageArchitecture">As package identities write it; a 32-bit component is redirected in a 64-bit image.</param>
        /// <exception cref="DismException">Not a component manifest.</exception>
        public static ComponentManifest Load(string file, string imageArchitecture = "") => new ComponentManifest(file, imageArchitecture);

        /// <summary>As <see cref="Load"/>, or null for a manifest that is compressed, which needs the base that wcp.dll of Windows holds.</summary>
        public static ComponentManifest? TryLoad(string file, string imageArchitecture = "") =>
            DeltaContent.IsCompressedManifest(file) ? null : Load(file, imageArchitecture);

        private bool Is(string architecture) => Identity.Architecture.Equals(architecture, StringComparison.OrdinalIgnoreCase);

        private IEnumerable<string> DestinationsOf(XElement file)
        {
            var name = file.Text("destinationName").Length > 0 ? file.Text("destinationName") : file.Text("name");
            var folder = file.Text("destinationPath");
            var paths = file.Named("link").Select(link => link.Text("destination"));
            if (folder.Length > 0) paths = paths.Prepend(folder.TrimEnd('\\') + "\\" + name);
            foreach (var path in paths)
                if (RuntimeFolders.Expand(path, redirected) is string destination) yield return destination;
        }

        private IEnumerable<ComponentValue> Read(XElement key)
        {
            var place = ManifestRegistry.Locate(key.Text("keyName"), redirected);
            if (place == null) yield break;
            yield return new ComponentValue { Hive = place.Value.Key, Key = place.Value.Value };
            foreach (var element in key.Named("registryValue"))
            {
                var value = RegistryValue.TryFromManifest(element.Text("valueType"), RuntimeFolders.ExpandAll(element.Text("value"), redirected));
                if (value == null) continue;
                yield return new ComponentValue { Hive = place.Value.Key, Key = place.Value.Value, Name = element.Text("name"), Value = value };
            }
        }
    }
}
