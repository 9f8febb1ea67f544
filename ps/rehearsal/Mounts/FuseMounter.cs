using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Mounts through wimlib's FUSE file system. A process of its own serves the mount and outlives the session; the
    /// changed files wait in a staging folder beside the WIM until they are committed.
    /// </summary>
    internal sealed class FuseMounter : IMounter
    {
        private static readonly TimeSpan DaemonPatience = TimeSpan.FromMinutes(30);

        public static bool IsUsable()
        {
            try
            {
                using (new FileStream("/dev/fuse", FileMode.Open, FileAccess.ReadWrite)) return true;
            }
            catch (Exception error) when (error is IOException || error is UnauthorizedAccessException)
            {
                return false;
            }
        }

        public void Mount(Operation operation, MountEntry entry)
        {
            var arguments = new List<string>
            {
                entry.Mode == MountMode.ReadOnly ? "mount" : "mountrw",
                entry.ImagePath, WimTool.Number(entry.ImageIndex), entry.Path, "--streams-interface=none",
            };
            // Without it no program may change the mode of a file, which PowerShell's Copy-Item always does.
            if (entry.Mode != MountMode.ReadOnly) arguments.Add("--unix-data");
            if (entry.CheckIntegrity) arguments.Add("--check");
            try
            {
                WimTool.Run(operation, arguments);
            }
            catch
            {
                Detach(operation, entry);
                throw;
            }
            entry.DaemonId = ProcFs.FindMountDaemon(entry.Path);
            entry.DaemonStart = ProcFs.StartTime(entry.DaemonId) ?? "";
            if (entry.DaemonStart.Length > 0) return;
            Detach(operation, entry);
            throw new DismException(Hresult.Fail, "the process that serves the mount ended at once");
        }

        public void Commit(Operation operation, MountEntry entry, CommitRequest request)
        {
            // wimlib commits only while it unmounts.
            CommitAndDismount(operation, entry, request);
            Mount(operation, entry);
        }

        public void CommitAndDismount(Operation operation, MountEntry entry, CommitRequest request)
        {
            var before = WimFile.Open(entry.ImagePath);
            var arguments = new List<string> { "unmount", entry.Path, "--commit" };
            if (request.Append) arguments.Add("--new-image");
            if (request.CheckIntegrity) arguments.Add("--check");
            Unmount(operation, entry, arguments);
            var after = WimFile.Open(entry.ImagePath);
            if (after.WriteInProgress) throw new DismException(Hresult.FileCorrupt, entry.ImagePath + " was not written to its end");
            if (request.Append)
            {
                if (after.ImageCount != before.ImageCount + 1) throw new DismException(Hresult.Fail, "the new image is not in the WIM");
                entry.ImageIndex = after.ImageCount;
            }
            request.Written(entry.ImageIndex);
        }

        public void Discard(Operation operation, MountEntry entry)
        {
            Unmount(operation, entry, new List<string> { "unmount", entry.Path });
        }

        public void Remount(Operation operation, MountEntry entry)
        {
            Clear(operation, entry);
            Mount(operation, entry);
        }

        public void Clear(Operation operation, MountEntry entry)
        {
            Detach(operation, entry);
            if (entry.Mode == MountMode.ReadOnly) return;
            var folder = Path.GetDirectoryName(entry.ImagePath)!;
            if (!Directory.Exists(folder)) return;
            foreach (var staging in Directory.GetDirectories(folder, Path.GetFileName(entry.ImagePath) + ".staging*"))
                Directory.Delete(staging, true);
        }

        private static void Unmount(Operation operation, MountEntry entry, List<string> arguments)
        {
            WimTool.Run(operation, arguments);
            // The daemon may still be writing when the tool has returned.
            var deadline = DateTime.UtcNow + DaemonPatience;
            while (ProcFs.StartTime(entry.DaemonId) == entry.DaemonStart || ProcFs.IsMountPoint(entry.Path))
            {
                if (DateTime.UtcNow > deadline) throw new DismException(Hresult.OpenHandlesAtUnmount, "the mount does not end: " + entry.Path);
                if (operation.Stop.WaitHandle.WaitOne(20)) throw new OperationCanceledException(operation.Stop);
            }
        }

        // Only for mounts whose process is gone or never came up: nothing can be lost any more.
        private static void Detach(Operation operation, MountEntry entry)
        {
            if (!ProcFs.MountPoints().Any(point => point == entry.Path)) return;
            var quiet = new Operation(operation.Configuration, operation.Log, operation.Scratch, default, _ => { }, _ => { });
            ChildProcess.Run(quiet, "fusermount", new[] { "-u", "-z", entry.Path });
        }
    }
}
