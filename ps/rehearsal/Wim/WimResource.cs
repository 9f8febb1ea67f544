using System;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>A resource header of a WIM (24 bytes): stored size in 7 bytes, flags in the eighth, offset, original size.</summary>
    internal sealed class WimResource
    {
        public const int HeaderSize = 24;
        public const byte FlagMetadata = 2;
        private const byte FlagCompressed = 4;
        private const long SizeMask = 0x00FFFFFFFFFFFFFF;

        public WimResource(byte[] bytes, int at)
        {
            StoredSize = BitConverter.ToInt64(bytes, at) & SizeMask;
            Flags = bytes[at + 7];
            Offset = BitConverter.ToInt64(bytes, at + 8);
            OriginalSize = BitConverter.ToInt64(bytes, at + 16);
        }

        private WimResource(long storedSize, byte flags, long offset, long originalSize)
        {
            StoredSize = storedSize;
            Flags = flags;
            Offset = offset;
            OriginalSize = originalSize;
        }

        public long StoredSize { get; }
        public byte Flags { get; }
        public long Offset { get; }
        public long OriginalSize { get; }
        public long End => Offset + StoredSize;
        public bool IsCompressed => (Flags & FlagCompressed) != 0;

        public WimResource At(long offset) => new WimResource(StoredSize, Flags, offset, OriginalSize);

        /// <summary>The same kind of resource with other content.</summary>
        public WimResource With(long offset, long storedSize, long originalSize, bool compressed) =>
            new WimResource(storedSize, (byte)(compressed ? Flags | FlagCompressed : Flags & ~FlagCompressed), offset, originalSize);

        public void WriteTo(byte[] bytes, int at)
        {
            BitConverter.GetBytes(StoredSize | (long)Flags << 56).CopyTo(bytes, at);
            BitConverter.GetBytes(Offset).CopyTo(bytes, at + 8);
            BitConverter.GetBytes(OriginalSize).CopyTo(bytes, at + 16);
        }

        /// <summary>What is stored, as it is stored.</summary>
        public byte[] ReadFrom(Stream stream) => Read(stream, Offset, (int)StoredSize);

        public static byte[] Read(Stream stream, long offset, int size)
        {
            stream.Position = offset;
            var bytes = new BinaryReader(stream).ReadBytes(size);
            return bytes.Length == size ? bytes : throw new DismException(Hresult.InvalidData, "the WIM is too short");
        }
    }
}
