using System;
using System.Collections.Generic;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// The stored form of a compressed resource: a table of where the second and each later chunk begins (4 bytes each,
    /// counted from the table's end), then the chunks. A chunk that did not shrink is stored as it is.
    /// </summary>
    internal static class ChunkedResource
    {
        public static byte[] Unpack(byte[] stored, long size, int type, int chunkSize)
        {
            var plain = new byte[size];
            var count = Count(size, chunkSize);
            var table = 4 * (count - 1);
            for (var i = 0; i < count; i++)
            {
                var from = table + (i == 0 ? 0 : BitConverter.ToInt32(stored, 4 * (i - 1)));
                var to = i == count - 1 ? stored.Length : table + BitConverter.ToInt32(stored, 4 * i);
                var chunk = new byte[to - from];
                Buffer.BlockCopy(stored, from, chunk, 0, chunk.Length);
                var length = (int)Math.Min(chunkSize, size - ((long)i * chunkSize));
                if (chunk.Length != length) chunk = LibWim.Decompress(type, chunkSize, chunk, length);
                Buffer.BlockCopy(chunk, 0, plain, i * chunkSize, length);
            }
            return plain;
        }

        public static byte[] Pack(byte[] plain, int type, int chunkSize)
        {
            var chunks = new List<byte[]>();
            for (var at = 0; at < plain.Length; at += chunkSize)
            {
                var chunk = new byte[Math.Min(chunkSize, plain.Length - at)];
                Buffer.BlockCopy(plain, at, chunk, 0, chunk.Length);
                chunks.Add(LibWim.Compress(type, chunkSize, chunk));
            }
            using (var stored = new MemoryStream())
            using (var writer = new BinaryWriter(stored))
            {
                for (int i = 0, at = 0; i < chunks.Count - 1; i++) writer.Write(at += chunks[i].Length);
                foreach (var chunk in chunks) writer.Write(chunk);
                return stored.ToArray();
            }
        }

        private static int Count(long size, int chunkSize) => (int)((size + chunkSize - 1) / chunkSize);
    }
}
