using System.Collections.Generic;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>Walks that never follow a symbolic link.</summary>
    internal static class Trees
    {
        public static bool IsLink(string path) => (File.GetAttributes(path) & FileAttributes.ReparsePoint) != 0;

        /// <summary>Every entry below a folder, folders before what they hold, in the order of their names.</summary>
        public static IEnumerable<string> Walk(string folder)
        {
            var entries = Directory.GetFileSystemEntries(folder);
            System.Array.Sort(entries, string.CompareOrdinal);
            foreach (var entry in entries)
            {
                yield return entry;
                if (IsLink(entry) || !Directory.Exists(entry)) continue;
                foreach (var below in Walk(entry)) yield return below;
            }
        }

        /// <summary>Deletes all that a folder holds, but not the folder.</summary>
        /// <exception cref="DismException">0xc1420117: something is mounted in it, which must never be deleted.</exception>
        public static void Empty(string folder)
        {
            if (ProcFs.HasMountWithin(folder)) throw new DismException(Hresult.PartialUnmount, "something is mounted within " + folder);
            foreach (var entry in Directory.GetFileSystemEntries(folder))
            {
                if (!IsLink(entry) && Directory.Exists(entry)) Directory.Delete(entry, true);
                else File.Delete(entry);
            }
        }
    }
}
