using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Microsoft.Dism.Commands
{
    /// <summary>What netstandard2.0 cannot tell about files on Linux.</summary>
    internal static class Posix
    {
        private const int CurrentDirectory = -100;
        private const int NoFollow = 0x100;
        private const int CloseOnExec = 0x80000;
        // O_WRONLY, O_CREAT and O_APPEND.
        private const int ToAppend = 0x1 | 0x40 | 0x400;
        private const int ReadableByAll = 0x1A4;
        private const uint BasicStats = 0x7ff;

        /// <summary>Identity and change time of a file, which nobody can set: equal means untouched.</summary>
        /// <returns>Inode and change time as text, or null when there is no such file.</returns>
        public static string? ChangeMark(string path)
        {
            if (statx(CurrentDirectory, Encoding.UTF8.GetBytes(path + "\0"), NoFollow, BasicStats, out var stat) != 0) return null;
            return stat.Inode + "." + stat.ChangeSeconds + "." + stat.ChangeNanoseconds;
        }

        /// <summary>
        /// Opens a file for reading without .NET's advisory lock, which would fail beside a mount's writer lock and could
        /// make a writer fail that starts meanwhile.
        /// </summary>
        public static FileStream OpenRead(string path)
        {
            if (Path.DirectorySeparatorChar == '\\') return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var descriptor = open(Encoding.UTF8.GetBytes(path + "\0"), CloseOnExec);
            if (descriptor < 0) throw new IOException("cannot open " + path + " (errno " + Marshal.GetLastWin32Error() + ")");
            return new FileStream(new SafeFileHandle((IntPtr)descriptor, true), FileAccess.Read);
        }

        /// <summary>
        /// Opens a file so that every write goes to its end as it is then, whoever else writes; .NET's own appending overwrites
        /// what others append meanwhile.
        /// </summary>
        /// <exception cref="IOException">It cannot be opened or made.</exception>
        public static FileStream OpenAppend(string path)
        {
            if (Path.DirectorySeparatorChar == '\\') return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            var descriptor = open(Encoding.UTF8.GetBytes(path + "\0"), ToAppend | CloseOnExec, ReadableByAll);
            if (descriptor < 0) throw new IOException("cannot write " + path + " (errno " + Marshal.GetLastWin32Error() + ")");
            return new FileStream(new SafeFileHandle((IntPtr)descriptor, true), FileAccess.Write);
        }

        /// <summary>Whether the process may write the file; also false on a read-only file system.</summary>
        public static bool CanWrite(string path) => access(Encoding.UTF8.GetBytes(path + "\0"), 2) == 0;

        /// <summary>Where a symbolic link points, or null when there is none or it may not be read.</summary>
        public static string? ReadLink(string path)
        {
            var target = new byte[4096];
            var length = (int)readlink(Encoding.UTF8.GetBytes(path + "\0"), target, (UIntPtr)target.Length);
            return length < 0 ? null : Encoding.UTF8.GetString(target, 0, length);
        }

        /// <summary>An absolute path without symbolic links, as /proc names it; also of a mount whose server is gone.</summary>
        public static string RealPath(string path)
        {
            var full = Path.GetFullPath(path);
            if (full.Length > 1) full = full.TrimEnd('/');
            var parent = Path.GetDirectoryName(full);
            return Resolve(full) ?? (parent == null ? full : Path.Combine(Resolve(parent) ?? parent, Path.GetFileName(full)));
        }

        /// <summary>Releases memory that a C library allocated with malloc.</summary>
        [DllImport("libc", EntryPoint = "free")]
        public static extern void Free(IntPtr memory);

        [DllImport("libc")]
        private static extern int statx(int directory, byte[] path, int flags, uint mask, out Statx result);

        private static string? Resolve(string path)
        {
            var buffer = new byte[4096];
            if (realpath(Encoding.UTF8.GetBytes(path + "\0"), buffer) == IntPtr.Zero) return null;
            return Encoding.UTF8.GetString(buffer, 0, Array.IndexOf(buffer, (byte)0));
        }

        [DllImport("libc", SetLastError = true)]
        private static extern int open(byte[] path, int flags);

        [DllImport("libc", SetLastError = true)]
        private static extern int open(byte[] path, int flags, int mode);

        [DllImport("libc")]
        private static extern int access(byte[] path, int mode);

        [DllImport("libc")]
        private static extern IntPtr realpath(byte[] path, byte[] resolved);

        [DllImport("libc")]
        private static extern IntPtr readlink(byte[] path, byte[] target, UIntPtr size);

        // struct statx of statx(2): the same layout on every architecture.
        [StructLayout(LayoutKind.Explicit, Size = 256)]
        private struct Statx
        {
            [FieldOffset(32)] public ulong Inode;
            [FieldOffset(96)] public long ChangeSeconds;
            [FieldOffset(104)] public uint ChangeNanoseconds;
        }
    }
}
