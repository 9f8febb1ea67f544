using System;
using System.IO;
using System.Threading;

namespace Microsoft.Dism.Commands
{
    /// <summary>A lock between processes: a file opened without sharing. It goes with its process.</summary>
    internal sealed class FileLock : IDisposable
    {
        private readonly FileStream stream;

        private FileLock(FileStream stream) => this.stream = stream;

        /// <summary>Null when another holds it.</summary>
        public static FileLock? TryTake(string path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            try
            {
                return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException)
            {
                return null;
            }
        }

        /// <summary>Waits for it; meant for locks that are held for moments.</summary>
        public static FileLock Take(string path, CancellationToken stop)
        {
            while (true)
            {
                stop.ThrowIfCancellationRequested();
                var held = TryTake(path);
                if (held != null) return held;
                stop.WaitHandle.WaitOne(20);
            }
        }

        public void Dispose() => stream.Dispose();
    }
}
