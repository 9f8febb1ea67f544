using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>One key of an open <see cref="Hive"/>; worthless once a key above it was deleted.</summary>
    internal sealed class HiveKey
    {
        private readonly Hive hive;
        private readonly UIntPtr node;

        internal HiveKey(Hive hive, UIntPtr node)
        {
            this.hive = hive;
            this.node = node;
        }

        public IEnumerable<KeyValuePair<string, HiveKey>> Children =>
            hive.Children(node).Select(child => new KeyValuePair<string, HiveKey>(child.Key, new HiveKey(hive, child.Value)));

        public IReadOnlyList<string> ValueNames => hive.Values(node).Select(value => value.Key).ToList();

        /// <summary>A key right below this one, or null. Names match without case.</summary>
        public HiveKey? Child(string name) => hive.Child(node, name);

        /// <summary>A key right below this one, made where it is missing.</summary>
        public HiveKey CreateChild(string name) => hive.CreateChild(node, name);

        public string? Text(string name) => hive.Read(node, name)?.AsText();

        /// <summary>The texts of a REG_MULTI_SZ; none for anything else.</summary>
        public IReadOnlyList<string> Texts(string name) => hive.Read(node, name)?.AsTexts() ?? System.Array.Empty<string>();

        public uint? Dword(string name) => hive.Read(node, name)?.AsDword();

        public void Set(string name, string text) => hive.Write(node, name, RegistryValue.Text(text));

        public void Set(string name, uint number) => hive.Write(node, name, RegistryValue.Dword(number));

        public void Set(string name, RegistryValue value) => hive.Write(node, name, value);

        /// <summary>Copies the values, not the keys below.</summary>
        public void CopyValuesTo(HiveKey other)
        {
            foreach (var value in hive.Values(node)) other.Set(value.Key, hive.Read(node, value.Key)!);
        }

        /// <summary>Deletes a value; nothing happens where there is none.</summary>
        public void Delete(string name) => hive.Delete(node, name);

        /// <summary>Deletes this key with all below it.</summary>
        public void Delete() => hive.Delete(node);
    }
}
