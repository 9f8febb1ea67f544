using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// What an extracted mount held right after extraction: kind, size, write time and change mark of every path. The
    /// change mark finds every touched file; where size and time are still the same, the content's SHA-1 decides, so
    /// that a mere chmod does not cost a file its metadata in the WIM.
    /// </summary>
    internal sealed class ExtractManifest
    {
        private readonly SortedDictionary<string, Item> items = new SortedDictionary<string, Item>(StringComparer.Ordinal);

        private struct Item
        {
            public char Kind;
            public long Size;
            public long Time;
            public string Mark;
        }

        public static ExtractManifest Scan(string folder)
        {
            var manifest = new ExtractManifest();
            foreach (var path in Trees.Walk(folder)) manifest.items[path.Substring(folder.Length)] = Look(path);
            return manifest;
        }

        public static ExtractManifest Load(string file)
        {
            var manifest = new ExtractManifest();
            foreach (var line in File.ReadLines(file))
            {
                var fields = line.Split(new[] { '\t' }, 5);
                manifest.items[fields[4]] = new Item
                {
                    Kind = fields[0][0], Size = long.Parse(fields[1]), Time = long.Parse(fields[2]), Mark = fields[3],
                };
            }
            return manifest;
        }

        public void Save(string file)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllLines(file, items.Select(item =>
                item.Value.Kind + "\t" + item.Value.Size + "\t" + item.Value.Time + "\t" + item.Value.Mark + "\t" + item.Key));
        }

        /// <summary>The commands for `wimlib-imagex update` that make the image what the folder is; empty when it is the same.</summary>
        public string Differences(Operation operation, MountEntry entry)
        {
            var now = Scan(entry.Path);
            var commands = new StringBuilder();
            var hashes = new Lazy<Dictionary<string, string>>(() => ImageHashes.Read(operation, entry.ImagePath, entry.ImageIndex));
            var deleted = "";
            foreach (var old in items)
            {
                operation.Stop.ThrowIfCancellationRequested();
                if (deleted.Length > 0 && ProcFs.IsWithin(old.Key, deleted)) continue;
                if (now.items.TryGetValue(old.Key, out var item) && item.Kind == old.Value.Kind) continue;
                commands.Append("delete --recursive ").Append(Quote(old.Key)).Append('\n');
                deleted = old.Key;
            }
            var added = "";
            foreach (var item in now.items)
            {
                operation.Stop.ThrowIfCancellationRequested();
                if (added.Length > 0 && ProcFs.IsWithin(item.Key, added)) continue;
                var isNew = !items.TryGetValue(item.Key, out var old) || old.Kind != item.Value.Kind;
                if (!isNew && !IsChanged(entry.Path + item.Key, item.Key, old, item.Value, hashes)) continue;
                commands.Append("add ").Append(Quote(entry.Path + item.Key)).Append(' ').Append(Quote(item.Key)).Append('\n');
                // A new folder is added with all that it holds.
                if (item.Value.Kind == 'd') added = item.Key;
            }
            return commands.ToString();
        }

        private static Item Look(string path)
        {
            if (path.IndexOf('\n') >= 0) throw new DismException(Hresult.InvalidData, "line end in a file name: " + path);
            var mark = Posix.ChangeMark(path) ?? "";
            if (Trees.IsLink(path)) return new Item { Kind = 'l', Mark = mark };
            // A folder's own change mark moves with every file in it and says nothing.
            if (Directory.Exists(path)) return new Item { Kind = 'd', Mark = "" };
            var file = new FileInfo(path);
            return new Item { Kind = 'f', Size = file.Length, Time = file.LastWriteTimeUtc.Ticks, Mark = mark };
        }

        private static bool IsChanged(string path, string name, Item old, Item now, Lazy<Dictionary<string, string>> hashes)
        {
            if (old.Mark == now.Mark) return false;
            if (now.Kind != 'f' || old.Size != now.Size || old.Time != now.Time) return true;
            if (now.Size == 0) return false;
            using (var sha = SHA1.Create())
            using (var stream = Posix.OpenRead(path))
            {
                var hash = BitConverter.ToString(sha.ComputeHash(stream)).Replace("-", "").ToLowerInvariant();
                return !hashes.Value.TryGetValue(name, out var stored) || stored != hash;
            }
        }

        // Windows names hold no double quotes; a host folder may, but hardly both kinds.
        private static string Quote(string path)
        {
            if (path.IndexOf('"') < 0) return "\"" + path + "\"";
            if (path.IndexOf('\'') < 0) return "'" + path + "'";
            throw new DismException(Hresult.InvalidData, "both kinds of quotes in a path: " + path);
        }
    }
}
