using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// The metadata resource of one image as plain bytes: a table of security descriptors, then directory entries. Of an
    /// entry (DIRENTRY of the WIM specification): attributes at 8, security id at 12, folder's entries at 16, creation time
    /// at 40, streams at 96, name's length at 100, name at 102.
    /// </summary>
    internal sealed class ImageMetadata
    {
        private const uint Folder = 0x10;
        private const uint ReparsePoint = 0x400;
        private const int FixedSize = 102;
        private readonly List<string> descriptors = new List<string>();

        public ImageMetadata(byte[] bytes)
        {
            Bytes = bytes;
            var count = BitConverter.ToInt32(bytes, 4);
            var at = 8 + (8 * count);
            for (var i = 0; i < count; i++)
            {
                var size = (int)BitConverter.ToInt64(bytes, 8 + (8 * i));
                descriptors.Add(Convert.ToBase64String(bytes, at, size));
                at += size;
            }
        }

        public byte[] Bytes { get; }

        /// <summary>Gives files the attributes, security descriptor and creation time that files of the same path have in an earlier state.</summary>
        /// <returns>How many differed.</returns>
        public int TakeFrom(ImageMetadata earlier)
        {
            var before = earlier.Files();
            var changed = 0;
            foreach (var file in Files())
            {
                if (!before.TryGetValue(file.Key, out var old)) continue;
                var marks = earlier.MarksOf(old);
                if (marks.SequenceEqual(MarksOf(file.Value))) continue;
                Buffer.BlockCopy(earlier.Bytes, old + 8, Bytes, file.Value + 8, 4);
                Buffer.BlockCopy(earlier.Bytes, old + 40, Bytes, file.Value + 40, 8);
                Buffer.BlockCopy(BitConverter.GetBytes(descriptors.IndexOf(marks[2])), 0, Bytes, file.Value + 12, 4);
                changed++;
            }
            return changed;
        }

        private string[] MarksOf(int entry)
        {
            var id = BitConverter.ToInt32(Bytes, entry + 12);
            return new[]
            {
                BitConverter.ToUInt32(Bytes, entry + 8).ToString(), BitConverter.ToInt64(Bytes, entry + 40).ToString(),
                id >= 0 && id < descriptors.Count ? descriptors[id] : "",
            };
        }

        // Where the entry of each file begins, by path.
        private Dictionary<string, int> Files()
        {
            var files = new Dictionary<string, int>(StringComparer.Ordinal);
            var root = Align(Math.Max(8, BitConverter.ToInt32(Bytes, 0)));
            var folders = new Stack<KeyValuePair<string, long>>();
            folders.Push(new KeyValuePair<string, long>("", BitConverter.ToInt64(Bytes, root + 16)));
            while (folders.Count > 0)
            {
                var folder = folders.Pop();
                for (var at = (int)folder.Value; at != 0;)
                {
                    var length = BitConverter.ToInt64(Bytes, at);
                    if (length <= 8) break;
                    var attributes = BitConverter.ToUInt32(Bytes, at + 8);
                    var path = folder.Key + "/" + Encoding.Unicode.GetString(Bytes, at + FixedSize, BitConverter.ToUInt16(Bytes, at + 100));
                    if ((attributes & ReparsePoint) == 0 && (attributes & Folder) != 0)
                        folders.Push(new KeyValuePair<string, long>(path, BitConverter.ToInt64(Bytes, at + 16)));
                    else if ((attributes & ReparsePoint) == 0) files[path] = at;
                    var streams = BitConverter.ToUInt16(Bytes, at + 96);
                    at = Align(at + (int)length);
                    for (; streams > 0; streams--) at = Align(at + (int)BitConverter.ToInt64(Bytes, at));
                }
            }
            return files;
        }

        private static int Align(int offset) => (offset + 7) & ~7;
    }
}
