using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>Writes files into an image.</summary>
    internal static class ImageWriter
    {
        /// <summary>
        /// Copies content and write time. An existing file is overwritten in place, because only so it keeps its attributes
        /// and security descriptor in the WIM.
        /// </summary>
        /// <param name="target">Absolute host path; missing folders are made.</param>
        public static void Put(string source, string target)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using (var from = File.OpenRead(source))
            using (var to = new FileStream(target, FileMode.OpenOrCreate, FileAccess.Write))
            {
                to.SetLength(0);
                from.CopyTo(to);
            }
            File.SetLastWriteTimeUtc(target, File.GetLastWriteTimeUtc(source));
        }
    }
}
