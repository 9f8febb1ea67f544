using System;
using System.Collections.Generic;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>A serviceable image: a mount of the registry, or a folder that holds an applied image. One session at a time.</summary>
    internal sealed class OfflineImage : IDisposable
    {
        private readonly FileLock held;
        private readonly ScratchFolder scratch;
        private readonly Dictionary<string, Hive> hives = new Dictionary<string, Hive>(StringComparer.OrdinalIgnoreCase);

        private OfflineImage(string root, bool writable, FileLock held, ScratchFolder scratch)
        {
            Root = root;
            IsWritable = writable;
            this.held = held;
            this.scratch = scratch;
        }

        /// <summary>Absolute host path.</summary>
        public string Root { get; }
        public bool IsWritable { get; }
        public Hive Software => OpenHive(ImageVersion.SoftwareHive);
        public string Version => ImageVersion.Read(Software);

        /// <exception cref="DismException">Not an image, not usable now, or another session is at it.</exception>
        public static OfflineImage Open(Operation operation, string path)
        {
            if (path.Length == 0) throw new DismException(Hresult.InvalidArgument, "no path");
            var root = Posix.RealPath(path);
            var registry = new MountRegistry(operation.Configuration.StateFolder);
            var entry = registry.Find(root);
            switch (entry == null ? MountStatus.Ok : registry.StatusOf(entry))
            {
                case MountStatus.NeedsRemount: throw new DismException(Hresult.NeedsRemount, root);
                case MountStatus.Invalid: throw new DismException(Hresult.MountedImageInvalid, root);
            }
            if (!Directory.Exists(root)) throw new DismException(Hresult.PathNotFound, root);
            if (!File.Exists(ImagePaths.Resolve(root, ImageVersion.SoftwareHive)))
                throw new DismException(Hresult.FileNotFound, "no offline Windows in " + root);
            var held = registry.TryLockMount(root) ?? throw new DismException(Hresult.ServicedByOther, root);
            return new OfflineImage(root, entry?.Mode != MountMode.ReadOnly, held, operation.Scratch);
        }

        /// <exception cref="DismException">0xc1510111: mounted read-only.</exception>
        public void RequireWritable()
        {
            if (!IsWritable) throw new DismException(Hresult.NoPermissionToModify, Root + " is mounted read-only");
        }

        /// <summary>The host path of an image path.</summary>
        public string Resolve(string path) => ImagePaths.Resolve(Root, path);

        /// <summary>Whether the image has a hive; Windows PE lacks some.</summary>
        public bool Holds(string hive) => hives.ContainsKey(hive) || File.Exists(Resolve(hive));

        /// <summary>An open hive; opened once.</summary>
        /// <param name="path">Image path, e.g. `Windows\System32\config\SYSTEM`.</param>
        public Hive OpenHive(string path)
        {
            if (!hives.TryGetValue(path, out var hive))
            {
                var file = Resolve(path);
                if (!File.Exists(file)) throw new DismException(Hresult.FileNotFound, file);
                hive = new Hive(file, scratch);
                hives.Add(path, hive);
            }
            return hive;
        }

        /// <summary>Writes the changed hives.</summary>
        public void SaveHives()
        {
            foreach (var hive in hives.Values) hive.Save();
        }

        public void Dispose()
        {
            foreach (var hive in hives.Values) hive.Dispose();
            held.Dispose();
        }
    }
}
