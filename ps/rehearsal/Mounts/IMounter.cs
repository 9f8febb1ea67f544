using System;

namespace Microsoft.Dism.Commands
{
    /// <summary>How changes are written back.</summary>
    internal sealed class CommitRequest
    {
        public CommitRequest(bool append, bool checkIntegrity, Action<uint> written)
        {
            Append = append;
            CheckIntegrity = checkIntegrity;
            Written = written;
        }

        /// <summary>Into a new image at the end of the WIM instead of the mounted one.</summary>
        public bool Append { get; }
        /// <summary>Writes an integrity table.</summary>
        public bool CheckIntegrity { get; }
        /// <summary>Called with the index when the files are written and the WIM may be edited.</summary>
        public Action<uint> Written { get; }
    }

    /// <summary>A way to make an image's files appear in a folder and to write the changes back.</summary>
    internal interface IMounter
    {
        /// <summary>Fills the empty folder. On failure the folder is empty again.</summary>
        void Mount(Operation operation, MountEntry entry);

        /// <summary>Writes the changes into the WIM and leaves the mount in place, on the index that holds them.</summary>
        void Commit(Operation operation, MountEntry entry, CommitRequest request);

        /// <summary>As <see cref="Commit"/>, then takes the mount away.</summary>
        void CommitAndDismount(Operation operation, MountEntry entry, CommitRequest request);

        /// <summary>Takes the mount away and forgets the changes.</summary>
        void Discard(Operation operation, MountEntry entry);

        /// <summary>Makes a mount usable again whose status is NeedsRemount.</summary>
        void Remount(Operation operation, MountEntry entry);

        /// <summary>Removes what is left of a broken mount, as far as it can be removed.</summary>
        void Clear(Operation operation, MountEntry entry);
    }
}
