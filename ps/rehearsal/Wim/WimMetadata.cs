using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Reads and replaces the metadata resource of an image in a WIM file. What lies behind the last resource (blob table,
    /// XML, integrity table) is written again behind the new one, and the header at the very end.
    /// </summary>
    internal sealed class WimMetadata
    {
        private const int TableAt = 48, XmlAt = 72, BootAt = 96, BootIndexAt = 120, IntegrityAt = 124;
        private const int EntrySize = 50, HashAt = 30;
        private const uint FlagXpress = 0x20000, FlagLzx = 0x40000;
        private readonly string path;
        private readonly byte[] header;
        private readonly byte[] table;
        private readonly WimResource tableResource;
        private readonly int entry;

        private WimMetadata(string path, FileStream stream, uint index)
        {
            this.path = path;
            header = WimResource.Read(stream, 0, WimFile.HeaderSize);
            tableResource = new WimResource(header, TableAt);
            table = tableResource.ReadFrom(stream);
            var metadata = Enumerable.Range(0, table.Length / EntrySize).Select(i => i * EntrySize)
                .Where(at => (table[at + 7] & WimResource.FlagMetadata) != 0).ToList();
            if (tableResource.IsCompressed || index > metadata.Count) throw new DismException(Hresult.NotSupported, "the blob table of " + path + " has an unusual form");
            entry = metadata[(int)index - 1];
            var resource = new WimResource(table, entry);
            var stored = resource.ReadFrom(stream);
            Image = new ImageMetadata(resource.IsCompressed ? ChunkedResource.Unpack(stored, resource.OriginalSize, Type, ChunkSize) : stored);
        }

        public ImageMetadata Image { get; }

        /// <summary>The metadata, or null where it cannot be worked on, which the log then says.</summary>
        public static WimMetadata? TryRead(Operation operation, string wim, uint index)
        {
            try
            {
                using (var stream = Posix.OpenRead(wim)) return new WimMetadata(wim, stream, index);
            }
            catch (Exception error) when (error is DismException || error is DllNotFoundException || error is ArgumentException)
            {
                operation.Log.Warning("Changed files lose their attributes: the metadata of " + wim + " cannot be read: " + error.Message);
                return null;
            }
        }

        /// <summary>Writes the changed metadata. The bytes that the WIM had before it was last appended to are not touched.</summary>
        public void Write()
        {
            using (var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite))
            {
                var xml = new WimResource(header, XmlAt);
                var text = xml.ReadFrom(stream);
                var integrity = new WimResource(header, IntegrityAt);
                var oldIntegrity = integrity.StoredSize > 0 ? integrity.ReadFrom(stream) : null;
                var stored = Type == 0 ? Image.Bytes : ChunkedResource.Pack(Image.Bytes, Type, ChunkSize);
                var resource = new WimResource(table, entry).With(tableResource.Offset, stored.Length, Image.Bytes.Length, Type != 0);
                resource.WriteTo(table, entry);
                using (var sha = SHA1.Create()) sha.ComputeHash(Image.Bytes).CopyTo(table, entry + HashAt);
                stream.Position = resource.Offset;
                foreach (var part in new[] { stored, table, text }) stream.Write(part, 0, part.Length);
                tableResource.At(resource.End).WriteTo(header, TableAt);
                xml.At(resource.End + table.Length).WriteTo(header, XmlAt);
                if (BitConverter.ToUInt32(header, BootIndexAt) is uint boot && boot > 0 && IsMetadataOf(boot)) resource.WriteTo(header, BootAt);
                if (oldIntegrity != null)
                {
                    var end = stream.Position;
                    var renewed = Renew(stream, oldIntegrity, resource.Offset, resource.End + table.Length);
                    stream.Position = end;
                    stream.Write(renewed, 0, renewed.Length);
                    integrity.With(end, renewed.Length, renewed.Length, false).WriteTo(header, IntegrityAt);
                }
                stream.SetLength(stream.Position);
                stream.Flush(true);
                stream.Position = 0;
                stream.Write(header, 0, header.Length);
            }
        }

        private int Type
        {
            get
            {
                var flags = BitConverter.ToUInt32(header, 16);
                return (flags & FlagLzx) != 0 ? 2 : (flags & FlagXpress) != 0 ? 1 : 0;
            }
        }

        private int ChunkSize => BitConverter.ToInt32(header, 20);

        private bool IsMetadataOf(uint index) => Enumerable.Range(0, entry / EntrySize + 1)
            .Count(i => (table[(i * EntrySize) + 7] & WimResource.FlagMetadata) != 0) == index;

        // SHA-1 of each 10 MiB from the header's end to the blob table's: size, count and chunk size, then the hashes.
        private static byte[] Renew(FileStream stream, byte[] old, long changedFrom, long end)
        {
            var chunkSize = BitConverter.ToInt32(old, 8);
            var hashes = new List<byte[]>();
            using (var sha = SHA1.Create())
            {
                for (long from = WimFile.HeaderSize; from < end; from += chunkSize)
                {
                    var size = (int)Math.Min(chunkSize, end - from);
                    hashes.Add(from + size <= changedFrom ? old.Skip(12 + (20 * hashes.Count)).Take(20).ToArray() : sha.ComputeHash(WimResource.Read(stream, from, size)));
                }
            }
            var start = new[] { 12 + (20 * hashes.Count), hashes.Count, chunkSize }.SelectMany(BitConverter.GetBytes);
            return start.Concat(hashes.SelectMany(hash => hash)).ToArray();
        }
    }
}
