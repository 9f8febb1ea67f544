using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// The mounts of this computer: one JSON file each in the state folder, replaced atomically. What an entry says
    /// is compared with reality whenever its status is asked for.
    /// </summary>
    internal sealed class MountRegistry
    {
        private readonly string folder;

        public MountRegistry(string stateFolder) => folder = stateFolder;

        /// <summary>Held while mounts are added, so that two sessions cannot mount one WIM or one folder at once.</summary>
        public FileLock Lock(CancellationToken stop) => FileLock.Take(Path.Combine(folder, "registry.lock"), stop);

        /// <summary>Held while one mount is serviced or dismounted; null when another session holds it.</summary>
        public FileLock? TryLockMount(string path) => FileLock.TryTake(Path.Combine(folder, MountEntry.IdOf(path) + ".lock"));

        /// <summary>Where an extracted mount remembers what it extracted.</summary>
        public string ManifestPath(MountEntry entry) => Path.Combine(folder, entry.Id + ".manifest");

        public List<MountEntry> All()
        {
            var entries = new List<MountEntry>();
            if (!Directory.Exists(folder)) return entries;
            foreach (var file in Directory.GetFiles(folder, "*.json"))
            {
                try
                {
                    entries.Add(MountEntry.FromJson(File.ReadAllText(file)));
                }
                catch (Exception error) when (error is FileNotFoundException || error is FormatException || error is ArgumentException)
                {
                    // Dismounted in the meantime, or not an entry.
                }
            }
            entries.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
            return entries;
        }

        public MountEntry? Find(string path) => All().Find(entry => entry.Path == path);

        public void Put(MountEntry entry)
        {
            Directory.CreateDirectory(folder);
            var file = Path.Combine(folder, entry.Id + ".json");
            var next = file + "." + Guid.NewGuid().ToString("N") + ".tmp";
            File.WriteAllText(next, entry.ToJson());
            if (File.Exists(file)) File.Replace(next, file, null);
            else File.Move(next, file);
        }

        public void Remove(MountEntry entry)
        {
            File.Delete(Path.Combine(folder, entry.Id + ".json"));
            File.Delete(ManifestPath(entry));
            File.Delete(Path.Combine(folder, entry.Id + ".lock"));
        }

        /// <summary>What the mount really is now.</summary>
        public MountStatus StatusOf(MountEntry entry)
        {
            if (!File.Exists(entry.ImagePath) || !HasFolder(entry)) return MountStatus.Invalid;
            if (entry.Method == MountMethod.Extract)
                return File.Exists(ManifestPath(entry)) ? MountStatus.Ok : MountStatus.Invalid;
            var alive = ProcFs.StartTime(entry.DaemonId) == entry.DaemonStart && ProcFs.IsMountPoint(entry.Path);
            return alive ? MountStatus.Ok : MountStatus.NeedsRemount;
        }

        // A mount whose daemon died cannot be looked into, but its folder exists.
        private static bool HasFolder(MountEntry entry) => Directory.Exists(entry.Path) || ProcFs.IsMountPoint(entry.Path);
    }
}
