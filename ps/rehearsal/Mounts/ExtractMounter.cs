using System.Collections.Generic;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Mounts by extracting, for machines without FUSE. A commit updates the paths that differ from what was extracted
    /// and nothing else, so that the metadata of all other files stays as it was; see <see cref="ExtractManifest"/>.
    /// </summary>
    internal sealed class ExtractMounter : IMounter
    {
        private readonly MountRegistry registry;

        public ExtractMounter(MountRegistry registry) => this.registry = registry;

        public void Mount(Operation operation, MountEntry entry)
        {
            var arguments = new List<string> { "apply", entry.ImagePath, WimTool.Number(entry.ImageIndex), entry.Path, "--no-acls" };
            if (entry.CheckIntegrity) arguments.Add("--check");
            try
            {
                WimTool.Run(operation, arguments);
                Remember(entry);
            }
            catch
            {
                Trees.Empty(entry.Path);
                throw;
            }
        }

        public void Commit(Operation operation, MountEntry entry, CommitRequest request)
        {
            if (Mark(entry.ImagePath) != entry.WimMark) throw new DismException(Hresult.WimModifiedAfterMount, entry.ImagePath);
            var index = entry.ImageIndex;
            WimTool.Guarded(entry.ImagePath, () =>
            {
                if (request.Append) index = Duplicate(operation, entry);
                var commands = ExtractManifest.Load(registry.ManifestPath(entry)).Differences(operation, entry);
                if (commands.Length == 0) return;
                var before = WimMetadata.TryRead(operation, entry.ImagePath, index)?.Image;
                var arguments = new List<string> { "update", entry.ImagePath, WimTool.Number(index) };
                if (request.CheckIntegrity) arguments.Add("--check");
                WimTool.Run(operation, arguments, commands);
                // What wimlib adds on Linux has neither attributes nor a security descriptor; Windows overwrites in place.
                var after = before == null ? null : WimMetadata.TryRead(operation, entry.ImagePath, index);
                if (after?.Image.TakeFrom(before!) > 0) after.Write();
            });
            request.Written(index);
            entry.ImageIndex = index;
            Remember(entry);
        }

        public void CommitAndDismount(Operation operation, MountEntry entry, CommitRequest request)
        {
            Commit(operation, entry, request);
            Discard(operation, entry);
        }

        public void Discard(Operation operation, MountEntry entry) => Trees.Empty(entry.Path);

        /// <summary>An extracted mount is whole or invalid; there is nothing to bring back.</summary>
        public void Remount(Operation operation, MountEntry entry)
        {
        }

        public void Clear(Operation operation, MountEntry entry)
        {
            if (Directory.Exists(entry.Path)) Trees.Empty(entry.Path);
        }

        /// <summary>Length and change mark of a WIM; also after its XML was edited the mount goes on with the new one.</summary>
        public static string Mark(string wim) => new FileInfo(wim).Length + "/" + Posix.ChangeMark(wim);

        private void Remember(MountEntry entry)
        {
            ExtractManifest.Scan(entry.Path).Save(registry.ManifestPath(entry));
            entry.WimMark = Mark(entry.ImagePath);
        }

        private static uint Duplicate(Operation operation, MountEntry entry)
        {
            // Names are unique in a WIM; the caller sets the final one.
            WimTool.Run(operation, new[] { "export", entry.ImagePath, WimTool.Number(entry.ImageIndex), entry.ImagePath, "" });
            return WimFile.Open(entry.ImagePath).ImageCount;
        }
    }
}
