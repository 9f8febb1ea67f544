using System;
using System.Runtime.InteropServices;

namespace Microsoft.Dism.Commands
{
    /// <summary>libhivex (hivex(3)): nodes and values are offsets, 0 means none or an error.</summary>
    internal static class HivexNative
    {
        public const int OpenWrite = 4;
        private const string Library = "libhivex.so.0";

        [StructLayout(LayoutKind.Sequential)]
        public struct SetValue
        {
            public IntPtr Key;
            public int Type;
            public UIntPtr Length;
            public IntPtr Value;
        }

        [DllImport(Library)] public static extern IntPtr hivex_open(byte[] filename, int flags);
        [DllImport(Library)] public static extern int hivex_close(IntPtr hive);
        [DllImport(Library)] public static extern int hivex_commit(IntPtr hive, byte[]? filename, int flags);
        [DllImport(Library)] public static extern UIntPtr hivex_root(IntPtr hive);
        [DllImport(Library)] public static extern UIntPtr hivex_node_parent(IntPtr hive, UIntPtr node);
        [DllImport(Library)] public static extern IntPtr hivex_node_children(IntPtr hive, UIntPtr node);
        [DllImport(Library)] public static extern IntPtr hivex_node_name(IntPtr hive, UIntPtr node);
        [DllImport(Library)] public static extern UIntPtr hivex_node_add_child(IntPtr hive, UIntPtr parent, byte[] name);
        [DllImport(Library)] public static extern int hivex_node_delete_child(IntPtr hive, UIntPtr node);
        [DllImport(Library)] public static extern UIntPtr hivex_node_get_value(IntPtr hive, UIntPtr node, byte[] key);
        [DllImport(Library)] public static extern IntPtr hivex_node_values(IntPtr hive, UIntPtr node);
        [DllImport(Library)] public static extern IntPtr hivex_value_key(IntPtr hive, UIntPtr value);
        [DllImport(Library)] public static extern IntPtr hivex_value_value(IntPtr hive, UIntPtr value, out int type, out UIntPtr length);
        [DllImport(Library)] public static extern int hivex_node_set_values(IntPtr hive, UIntPtr node, UIntPtr count, [In] SetValue[] values, int flags);
        [DllImport(Library)] public static extern int hivex_node_set_value(IntPtr hive, UIntPtr node, ref SetValue value, int flags);
    }
}
