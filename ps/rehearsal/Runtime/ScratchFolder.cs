using System;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>A private folder below the scratch directory, gone when the call ends.</summary>
    internal sealed class ScratchFolder : IDisposable
    {
        private int next;

        /// <param name="parent">-ScratchDirectory, which must exist, or empty for the system's temporary folder.</param>
        /// <exception cref="DismException">0x80070003: the directory does not exist.</exception>
        public ScratchFolder(string parent)
        {
            if (parent.Length > 0 && !Directory.Exists(parent)) throw new DismException(Hresult.PathNotFound, parent);
            Root = Path.Combine(parent.Length > 0 ? parent : Path.GetTempPath(), "dism-" + Guid.NewGuid().ToString("N").Substring(0, 12));
        }

        public string Root { get; }

        /// <summary>A new empty folder.</summary>
        public string NewFolder()
        {
            var path = Path.Combine(Root, (++next).ToString(System.Globalization.CultureInfo.InvariantCulture));
            Directory.CreateDirectory(path);
            return path;
        }

        public void Dispose()
        {
            if (Directory.Exists(Root)) Directory.Delete(Root, true);
        }
    }
}
