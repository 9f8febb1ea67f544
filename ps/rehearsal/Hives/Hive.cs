using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// An offline registry hive. It works on a copy and writes back over the original in place, and only when something
    /// changed, so that the file keeps its attributes and an interrupted call leaves the old hive. The keys below a key are
    /// listed once: libhivex looks through all of them for each one asked for, and Windows has keys with ten thousand.
    /// </summary>
    internal sealed class Hive : IDisposable
    {
        private readonly string original;
        private readonly string copy;
        private readonly Dictionary<UIntPtr, Dictionary<string, UIntPtr>> children = new Dictionary<UIntPtr, Dictionary<string, UIntPtr>>();
        private IntPtr handle;
        private bool changed;

        /// <exception cref="DismException">The hive is missing or no hive, or libhivex is.</exception>
        public Hive(string path, ScratchFolder scratch)
        {
            original = path;
            copy = Path.Combine(scratch.NewFolder(), Path.GetFileName(path));
            File.Copy(path, copy);
            try
            {
                handle = HivexNative.hivex_open(Utf8(copy), HivexNative.OpenWrite);
            }
            catch (DllNotFoundException error)
            {
                var text = "The rehearsal needs libhivex.so.0, which cannot be loaded: " + error.Message;
                throw new DismException(Hresult.Fail, text, text);
            }
            if (handle == IntPtr.Zero) throw new DismException(Hresult.FileCorrupt, path + " is not a registry hive");
        }

        /// <summary>A key below the root, or null. Names match without case.</summary>
        public HiveKey? Open(string path)
        {
            HiveKey? key = Root;
            foreach (var name in Split(path)) key = key?.Child(name);
            return key;
        }

        /// <summary>A key below the root, made where it is missing.</summary>
        public HiveKey Create(string path)
        {
            var key = Root;
            foreach (var name in Split(path)) key = key.CreateChild(name);
            return key;
        }

        /// <summary>Writes what changed; a second call does nothing.</summary>
        public void Save()
        {
            if (!changed) return;
            Check(HivexNative.hivex_commit(handle, null, 0) == 0);
            using (var source = File.OpenRead(copy))
            using (var target = new FileStream(original, FileMode.Open, FileAccess.Write))
            {
                target.SetLength(0);
                source.CopyTo(target);
            }
            changed = false;
        }

        public void Dispose()
        {
            if (handle == IntPtr.Zero) return;
            HivexNative.hivex_close(handle);
            handle = IntPtr.Zero;
            File.Delete(copy);
        }

        internal HiveKey? Child(UIntPtr node, string name)
        {
            if (!children.TryGetValue(node, out var names))
            {
                names = new Dictionary<string, UIntPtr>(StringComparer.OrdinalIgnoreCase);
                foreach (var item in Children(node)) names[item.Key] = item.Value;
                children.Add(node, names);
            }
            return names.TryGetValue(name, out var child) ? new HiveKey(this, child) : null;
        }

        internal HiveKey CreateChild(UIntPtr node, string name)
        {
            var existing = Child(node, name);
            if (existing != null) return existing;
            var child = HivexNative.hivex_node_add_child(handle, node, Utf8(name));
            Check(child != UIntPtr.Zero);
            changed = true;
            children[node][name] = child;
            return new HiveKey(this, child);
        }

        internal IEnumerable<KeyValuePair<string, UIntPtr>> Children(UIntPtr node) =>
            Named(HivexNative.hivex_node_children(handle, node), child => HivexNative.hivex_node_name(handle, child));

        internal IEnumerable<KeyValuePair<string, UIntPtr>> Values(UIntPtr node) =>
            Named(HivexNative.hivex_node_values(handle, node), value => HivexNative.hivex_value_key(handle, value));

        internal RegistryValue? Read(UIntPtr node, string name)
        {
            var value = HivexNative.hivex_node_get_value(handle, node, Utf8(name));
            if (value == UIntPtr.Zero) return null;
            var memory = HivexNative.hivex_value_value(handle, value, out var type, out var length);
            if (memory == IntPtr.Zero) return null;
            var data = new byte[(int)length];
            Marshal.Copy(memory, data, 0, data.Length);
            Posix.Free(memory);
            return new RegistryValue(type, data);
        }

        internal void Write(UIntPtr node, string name, RegistryValue value)
        {
            var key = GCHandle.Alloc(Utf8(name), GCHandleType.Pinned);
            var data = GCHandle.Alloc(value.Data, GCHandleType.Pinned);
            try
            {
                var native = new HivexNative.SetValue
                {
                    Key = key.AddrOfPinnedObject(),
                    Type = value.Type,
                    Length = (UIntPtr)value.Data.Length,
                    Value = data.AddrOfPinnedObject(),
                };
                Check(HivexNative.hivex_node_set_value(handle, node, ref native, 0) == 0);
            }
            finally
            {
                key.Free();
                data.Free();
            }
            changed = true;
        }

        /// <summary>Deletes one value. hivex can only replace all the values of a key at once.</summary>
        internal void Delete(UIntPtr node, string name)
        {
            var kept = new List<KeyValuePair<string, RegistryValue>>();
            var found = false;
            foreach (var value in Values(node))
            {
                if (string.Equals(value.Key, name, StringComparison.OrdinalIgnoreCase)) found = true;
                else kept.Add(new KeyValuePair<string, RegistryValue>(value.Key, Read(node, value.Key)!));
            }
            if (!found) return;
            Check(HivexNative.hivex_node_set_values(handle, node, UIntPtr.Zero, Array.Empty<HivexNative.SetValue>(), 0) == 0);
            foreach (var value in kept) Write(node, value.Key, value.Value);
            changed = true;
        }

        internal void Delete(UIntPtr node)
        {
            // Offsets are not used again, so that what was remembered of the keys below does no harm.
            var name = TakeText(HivexNative.hivex_node_name(handle, node));
            if (children.TryGetValue(HivexNative.hivex_node_parent(handle, node), out var siblings)) siblings.Remove(name);
            Check(HivexNative.hivex_node_delete_child(handle, node) == 0);
            changed = true;
        }

        private HiveKey Root => new HiveKey(this, HivexNative.hivex_root(handle));

        private static string[] Split(string path) => path.Split(new[] { '\\' }, StringSplitOptions.RemoveEmptyEntries);

        private List<KeyValuePair<string, UIntPtr>> Named(IntPtr list, Func<UIntPtr, IntPtr> name)
        {
            Check(list != IntPtr.Zero);
            var all = new List<KeyValuePair<string, UIntPtr>>();
            for (var offset = 0; ; offset += IntPtr.Size)
            {
                var item = Marshal.ReadIntPtr(list, offset);
                if (item == IntPtr.Zero) break;
                var id = (UIntPtr)(ulong)item.ToInt64();
                all.Add(new KeyValuePair<string, UIntPtr>(TakeText(name(id)), id));
            }
            Posix.Free(list);
            return all;
        }

        private string TakeText(IntPtr memory)
        {
            Check(memory != IntPtr.Zero);
            var length = 0;
            while (Marshal.ReadByte(memory, length) != 0) length++;
            var bytes = new byte[length];
            Marshal.Copy(memory, bytes, 0, length);
            Posix.Free(memory);
            return Encoding.UTF8.GetString(bytes);
        }

        private void Check(bool good)
        {
            if (!good) throw new DismException(Hresult.FileCorrupt, "libhivex cannot work on " + original);
        }

        private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + "\0");
    }
}
