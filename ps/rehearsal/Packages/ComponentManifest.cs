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
        /// <summary>Image path, e.g. `Windows\System32\ntdll.dll`.</summary>
        public string Destination = "";
    }

    /// <summary>A registry value of a component.</summary>
    internal sealed class ComponentValue
    {
        /// <summary>Image path of the hive.</summary>
        public string Hive = "";
        public string Key = "";
        public string Name = "";
        public RegistryValue Value = RegistryValue.Text("");
    }

    /// <summary>A component's manifest as plain asm.v3 XML.</summary>
    internal sealed class ComponentManifest
    {
        private static readonly Dictionary<string, string> Folders = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["runtime.bootDrive"] = "",
            ["runtime.windows"] = @"Windows",
            ["runtime.system32"] = @"Windows\System32",
            ["runtime.drivers"] = @"Windows\System32\drivers",
            ["runtime.wbem"] = @"Windows\System32\wbem",
            ["runtime.fonts"] = @"Windows\Fonts",
            ["runtime.inf"] = @"Windows\INF",
            ["runtime.help"] = @"Windows\Help",
            ["runtime.programFiles"] = @"Program Files",
            ["runtime.programFilesX86"] = @"Program Files (x86)",
        };
        private readonly XElement assembly;

        private ComponentManifest(string file)
        {
            File = file;
            Component = ComponentIdentity.Parse(Path.GetFileNameWithoutExtension(file))
                ?? throw new DismException(Hresult.ManifestInvalidItem, "no component's name: " + file);
            assembly = AssemblyXml.Load(file);
            Identity = AssemblyXml.Identity(assembly.First("assemblyIdentity"), file);
        }

        /// <summary>Absolute host path of the manifest.</summary>
        public string File { get; }
        public ComponentIdentity Component { get; }
        public PackageIdentity Identity { get; }

        public IEnumerable<ComponentFile> Files => assembly.Named("file").Select(file => new ComponentFile
        {
            Name = file.Text("name"),
            Destination = Expand(file.Text("destinationPath").TrimEnd('\\') + "\\" + file.Text("name")),
        });

        public IEnumerable<ComponentValue> Values => assembly.Named("registryKeys").SelectMany(keys => keys.Named("registryKey"))
            .SelectMany(key => key.Named("registryValue").Select(value => Read(key.Text("keyName"), value)));

        /// <exception cref="DismException">Not a component manifest.</exception>
        public static ComponentManifest Load(string file) => new ComponentManifest(file);

        private string Expand(string path)
        {
            var end = path.IndexOf(')');
            if (!path.StartsWith("$(", StringComparison.Ordinal) || end < 0 || !Folders.TryGetValue(path.Substring(2, end - 2), out var folder))
                throw new DismException(Hresult.ManifestInvalidItem, "destination " + path + " in " + File);
            return (folder + path.Substring(end + 1)).TrimStart('\\');
        }

        private ComponentValue Read(string keyName, XElement value)
        {
            var fields = keyName.Split(new[] { '\\' }, 3);
            if (fields.Length < 3 || !fields[0].Equals("HKEY_LOCAL_MACHINE", StringComparison.OrdinalIgnoreCase))
                throw new DismException(Hresult.ManifestInvalidItem, "registry key " + keyName + " in " + File);
            try
            {
                return new ComponentValue
                {
                    Hive = HiveOf(fields[1], keyName),
                    // The running control set of an offline image is the first.
                    Key = System.Text.RegularExpressions.Regex.Replace(fields[2], @"^CurrentControlSet(?=\\|$)", "ControlSet001"),
                    Name = value.Text("name"),
                    Value = RegistryValue.FromManifest(value.Text("valueType"), value.Text("value")),
                };
            }
            catch (FormatException error)
            {
                throw new DismException(Hresult.ManifestInvalidItem, error.Message + " in " + File);
            }
        }

        private string HiveOf(string name, string keyName)
        {
            switch (name.ToUpperInvariant())
            {
                case "SOFTWARE": return ImageVersion.SoftwareHive;
                case "SYSTEM": return @"Windows\System32\config\SYSTEM";
                default: throw new DismException(Hresult.ManifestInvalidItem, "registry key " + keyName + " in " + File);
            }
        }
    }
}
