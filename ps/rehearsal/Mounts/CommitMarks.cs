using System.Collections.Generic;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// What a commit writes into the image's XML: SPBUILD as the hive's UBR, and the rehearsal's mark. An appended image
    /// also takes over the XML of the one that was mounted, under a name of its own (assumed: `name (index)`).
    /// </summary>
    internal static class CommitMarks
    {
        public static CommitRequest Request(Operation operation, MountEntry entry, bool append, bool checkIntegrity)
        {
            var source = WimFile.Open(entry.ImagePath).ByIndex(entry.ImageIndex);
            var properties = append ? source.Properties().Where(property => property.Key != "NAME").ToList()
                : new List<KeyValuePair<string, string>>();
            var name = source.Text("NAME");
            var ubr = ImageVersion.ReadUbr(entry.Path, operation.Scratch);
            if (ubr != null) Set(properties, "WINDOWS/VERSION/SPBUILD", WimTool.Number(ubr.Value));
            Set(properties, WimTool.Mark, "1");
            return new CommitRequest(append, checkIntegrity, index =>
            {
                if (append && name.Length > 0) Set(properties, "NAME", name + " (" + WimTool.Number(index) + ")");
                WimTool.SetProperties(operation, entry.ImagePath, index, properties);
            });
        }

        private static void Set(List<KeyValuePair<string, string>> properties, string name, string value)
        {
            properties.RemoveAll(property => property.Key == name);
            properties.Add(new KeyValuePair<string, string>(name, value));
        }
    }
}
