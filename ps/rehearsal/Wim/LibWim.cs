using System;
using System.Runtime.InteropServices;

namespace Microsoft.Dism.Commands
{
    /// <summary>The compression of wimlib's library, which its program offers for whole WIM files only.</summary>
    internal static class LibWim
    {
        private const string Library = "libwim.so.15";
        private const int DefaultLevel = 0;

        /// <param name="type">1 XPRESS, 2 LZX, 3 LZMS.</param>
        /// <exception cref="DismException">0x80070570: the data is damaged.</exception>
        public static byte[] Decompress(int type, int chunkSize, byte[] stored, int size)
        {
            Check(wimlib_create_decompressor(type, (UIntPtr)chunkSize, out var tool));
            try
            {
                var plain = new byte[size];
                Check(wimlib_decompress(stored, (UIntPtr)stored.Length, plain, (UIntPtr)size, tool));
                return plain;
            }
            finally
            {
                wimlib_free_decompressor(tool);
            }
        }

        /// <returns>The compressed chunk, or the chunk itself where compression does not make it smaller.</returns>
        public static byte[] Compress(int type, int chunkSize, byte[] plain)
        {
            Check(wimlib_create_compressor(type, (UIntPtr)chunkSize, DefaultLevel, out var tool));
            try
            {
                var stored = new byte[plain.Length];
                var size = (int)wimlib_compress(plain, (UIntPtr)plain.Length, stored, (UIntPtr)(plain.Length - 1), tool);
                if (size == 0) return plain;
                Array.Resize(ref stored, size);
                return stored;
            }
            finally
            {
                wimlib_free_compressor(tool);
            }
        }

        private static void Check(int result)
        {
            if (result != 0) throw new DismException(Hresult.FileCorrupt, "libwim: error " + result);
        }

        [DllImport(Library)] private static extern int wimlib_create_decompressor(int type, UIntPtr maximum, out IntPtr tool);
        [DllImport(Library)] private static extern int wimlib_decompress(byte[] stored, UIntPtr storedSize, byte[] plain, UIntPtr plainSize, IntPtr tool);
        [DllImport(Library)] private static extern void wimlib_free_decompressor(IntPtr tool);
        [DllImport(Library)] private static extern int wimlib_create_compressor(int type, UIntPtr maximum, uint level, out IntPtr tool);
        [DllImport(Library)] private static extern UIntPtr wimlib_compress(byte[] plain, UIntPtr plainSize, byte[] stored, UIntPtr available, IntPtr tool);
        [DllImport(Library)] private static extern void wimlib_free_compressor(IntPtr tool);
    }
}
