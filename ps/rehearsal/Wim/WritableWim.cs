using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>Opens WIM files that are about to be changed.</summary>
    internal static class WritableWim
    {
        /// <exception cref="DismException">
        /// Not a WIM; 0x80070005 read-only; 0x80070020 mounted for writing; 0x80070032 one part of a split WIM.
        /// </exception>
        public static WimFile Open(Operation operation, string path)
        {
            var wim = WimFile.Open(path);
            if (wim.TotalParts > 1) throw new DismException(Hresult.NotSupported, "a split WIM cannot be changed: " + path);
            // Root may write whatever the permissions say; DISM goes by the read-only attribute.
            if ((File.GetAttributes(path) & FileAttributes.ReadOnly) != 0 || !Posix.CanWrite(path))
                throw new DismException(Hresult.AccessDenied, path + " is read-only");
            RequireNoMount(operation, path, MountMode.ReadWrite);
            return wim;
        }

        /// <summary>As <see cref="Open"/>, and 0x80070032 for an ESD: assumed, nobody appends to one.</summary>
        public static WimFile OpenToAppend(Operation operation, string path)
        {
            var wim = Open(operation, path);
            if (wim.IsEsd) throw new DismException(Hresult.NotSupported, "an ESD cannot be appended to: " + path);
            return wim;
        }

        /// <exception cref="DismException">0x80070020: an image of the WIM is mounted in that mode.</exception>
        public static void RequireNoMount(Operation operation, string path, MountMode mode)
        {
            if (new MountRegistry(operation.Configuration.StateFolder).All().Any(entry => entry.ImagePath == path && entry.Mode == mode))
                throw new DismException(Hresult.SharingViolation, path + " is mounted " + mode);
        }
    }
}
