using System;
using System.Collections.Generic;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>Mounting, saving, dismounting and clearing, with DISM's rules about who may.</summary>
    internal sealed class MountService
    {
        // MAX_PATH without its terminator.
        private const int LongestPath = 259;
        private readonly Operation operation;
        private readonly MountRegistry registry;

        public MountService(Operation operation)
        {
            this.operation = operation;
            registry = new MountRegistry(operation.Configuration.StateFolder);
        }

        public IEnumerable<KeyValuePair<MountEntry, MountStatus>> List()
        {
            foreach (var entry in registry.All()) yield return new KeyValuePair<MountEntry, MountStatus>(entry, registry.StatusOf(entry));
        }

        /// <param name="path">Mount folder: existing and empty.</param>
        /// <exception cref="DismException">0x800700ce: the folder's path is longer than Windows takes.</exception>
        public void Mount(string path, string imagePath, Func<WimFile, WimImage> choose, bool readOnly, bool checkIntegrity)
        {
            if (Path.GetFullPath(path).Length > LongestPath) throw new DismException(Hresult.FileNameTooLong, path);
            var wimPath = Posix.RealPath(imagePath);
            var wim = WimFile.Open(wimPath);
            if (wim.TotalParts > 1) throw new DismException(Hresult.SplitWim, wimPath);
            if (wim.IsEsd) throw new DismException(Hresult.CompressionNotMountable, wimPath);
            var image = choose(wim);
            if (!readOnly) RequireWritable(wimPath);
            var entry = new MountEntry
            {
                Path = Posix.RealPath(path),
                ImagePath = wimPath,
                ImageIndex = image.Index,
                Mode = readOnly ? MountMode.ReadOnly : MountMode.ReadWrite,
                Method = ChooseMethod(operation.Configuration.Mount),
                CheckIntegrity = checkIntegrity,
            };
            FileLock held;
            using (registry.Lock(operation.Stop))
            {
                RequireFree(entry);
                // Until the mount stands the entry looks broken; the lock keeps others from clearing it.
                held = Hold(entry, Hresult.ServicedByOther);
                registry.Put(entry);
            }
            using (held)
            {
                try
                {
                    operation.AwaitWork();
                    MounterOf(entry).Mount(operation, entry);
                    registry.Put(entry);
                }
                catch
                {
                    registry.Remove(entry);
                    throw;
                }
            }
        }

        public void Remount(string path)
        {
            var entry = Require(path);
            using (Hold(entry, Hresult.ServicedByOther))
            {
                var status = registry.StatusOf(entry);
                operation.AwaitWork();
                switch (status)
                {
                    case MountStatus.Invalid: throw new DismException(Hresult.MountedImageInvalid, entry.Path);
                    case MountStatus.NeedsRemount: MounterOf(entry).Remount(operation, entry); break;
                }
                registry.Put(entry);
            }
        }

        public void Save(string path, bool append, bool checkIntegrity)
        {
            var entry = Require(path);
            using (Hold(entry, Hresult.ServicedByOther))
            {
                RequireOk(entry, Hresult.MountedImageInvalid);
                RequireReadWrite(entry);
                void RequireFree()
                {
                    if (entry.Method == MountMethod.Fuse) RequireUnused(entry, Hresult.FileInUse);
                }
                RequireFree();
                if (operation.AwaitWork()) RequireFree();
                try
                {
                    MounterOf(entry).Commit(operation, entry, CommitMarks.Request(operation, entry, append, checkIntegrity));
                }
                finally
                {
                    registry.Put(entry);
                }
            }
        }

        public void Dismount(string path, bool save, bool append, bool checkIntegrity)
        {
            var entry = Require(path);
            using (Hold(entry, Hresult.OpenHandlesAtUnmount))
            {
                RequireOk(entry, Hresult.NeedsCleanup);
                if (save) RequireReadWrite(entry);
                RequireUnused(entry, Hresult.PartialUnmount);
                // Meanwhile somebody may have opened a file.
                if (operation.AwaitWork()) RequireUnused(entry, Hresult.PartialUnmount);
                var mounter = MounterOf(entry);
                if (save) mounter.CommitAndDismount(operation, entry, CommitMarks.Request(operation, entry, append, checkIntegrity));
                else mounter.Discard(operation, entry);
                registry.Remove(entry);
            }
        }

        /// <summary>Removes every mount of this computer that is not Ok. One that is in use elsewhere is left.</summary>
        public void ClearCorrupt()
        {
            operation.AwaitWork();
            foreach (var entry in registry.All())
            {
                operation.Stop.ThrowIfCancellationRequested();
                using (var held = registry.TryLockMount(entry.Path))
                {
                    if (held == null || registry.StatusOf(entry) == MountStatus.Ok) continue;
                    MounterOf(entry).Clear(operation, entry);
                    registry.Remove(entry);
                    operation.Log.Info("Cleared the mount of " + entry.ImagePath + " at " + entry.Path);
                }
            }
        }

        private IMounter MounterOf(MountEntry entry) =>
            entry.Method == MountMethod.Extract ? new ExtractMounter(registry) : (IMounter)new FuseMounter();

        private static MountMethod ChooseMethod(MountMethod wanted) =>
            wanted != MountMethod.Auto ? wanted : FuseMounter.IsUsable() ? MountMethod.Fuse : MountMethod.Extract;

        private MountEntry Require(string path) =>
            registry.Find(Posix.RealPath(path)) ?? throw new DismException(Hresult.NotMounted, path);

        private FileLock Hold(MountEntry entry, int hresult) =>
            registry.TryLockMount(entry.Path) ?? throw new DismException(hresult, "another session works on " + entry.Path);

        private void RequireOk(MountEntry entry, int invalid)
        {
            switch (registry.StatusOf(entry))
            {
                case MountStatus.Invalid: throw new DismException(invalid, entry.Path);
                case MountStatus.NeedsRemount: throw new DismException(Hresult.NeedsRemount, entry.Path);
            }
        }

        private static void RequireReadWrite(MountEntry entry)
        {
            if (entry.Mode == MountMode.ReadOnly) throw new DismException(Hresult.CommitOfReadOnlyMount, entry.Path);
        }

        private static void RequireUnused(MountEntry entry, int hresult)
        {
            var user = ProcFs.FindUser(entry.Path, entry.DaemonId);
            if (user != null) throw new DismException(hresult, user);
        }

        private void RequireFree(MountEntry entry)
        {
            var mounts = registry.All();
            if (mounts.Exists(other => other.Path == entry.Path)) throw new DismException(Hresult.DirectoryAlreadyMounted, entry.Path);
            if (!Directory.Exists(entry.Path)) throw new DismException(Hresult.MountDirectoryMissing, entry.Path);
            if (Directory.GetFileSystemEntries(entry.Path).Length > 0) throw new DismException(Hresult.MountDirectoryNotEmpty, entry.Path);
            if (entry.Mode == MountMode.ReadWrite
                && mounts.Exists(other => other.ImagePath == entry.ImagePath && other.Mode == MountMode.ReadWrite))
                throw new DismException(Hresult.AlreadyMountedReadWrite, entry.ImagePath);
        }

        private static void RequireWritable(string wim)
        {
            // Root may write whatever the permissions say; DISM goes by the read-only attribute.
            if ((File.GetAttributes(wim) & FileAttributes.ReadOnly) != 0 || !Posix.CanWrite(wim))
                throw new DismException(Hresult.NoPermissionToModify, wim);
        }
    }
}
