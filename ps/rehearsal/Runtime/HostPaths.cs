using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Runtime.InteropServices;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Windows paths on a machine without drive letters: `C:\mount` lies where the session's PSDrive `C` points, both slashes
    /// separate, and names that exist are found in any case. So a script written for Windows runs unchanged after
    /// `New-PSDrive C FileSystem /some/folder`.
    /// </summary>
    internal static class HostPaths
    {
        private const string Verbatim = @"\\?\";

        /// <summary>The absolute host path, or null when the drive is missing. What does not exist yet keeps its case.</summary>
        /// <param name="path">A relative one starts at the process's working directory, as in the real module; an empty one stays empty.</param>
        /// <param name="drives">The drives of the session.</param>
        public static string? Resolve(string path, IEnumerable<PSDriveInfo> drives)
        {
            if (path.Length == 0) return path;
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) return Path.GetFullPath(path);
            // Here a backslash can be part of a name, also of the folder of a file to be made.
            var folder = Path.GetDirectoryName(path) ?? "";
            if (File.Exists(path) || Directory.Exists(path) || (folder.IndexOf('\\') >= 0 && Directory.Exists(folder))) return Trim(Path.GetFullPath(path));
            var text = (path.StartsWith(Verbatim, StringComparison.Ordinal) ? path.Substring(Verbatim.Length) : path).Replace('\\', '/');
            if (!HasLetter(text)) return InAnyCase(Path.GetFullPath(text));
            // As on Windows, `..` does not lead out of a drive.
            var below = Path.GetFullPath("/" + text.Substring(2)).TrimStart('/');
            foreach (var drive in Letters(drives))
                if (drive.Key == char.ToUpperInvariant(text[0])) return InAnyCase(Path.GetFullPath(Path.Combine(drive.Value, below)));
            return null;
        }

        /// <summary>A host path as the script would write it: below a drive letter where one holds it, else unchanged.</summary>
        public static string Show(string path, IEnumerable<PSDriveInfo> drives)
        {
            var shown = path;
            var longest = 1;
            foreach (var drive in Letters(drives))
            {
                var root = Posix.RealPath(drive.Value);
                if (root.Length <= longest || !(path + "/").StartsWith(root + "/", StringComparison.Ordinal)) continue;
                longest = root.Length;
                shown = drive.Key + @":\" + path.Substring(root.Length).TrimStart('/').Replace('/', '\\');
            }
            return shown;
        }

        private static bool HasLetter(string text) =>
            text.Length >= 2 && text[1] == ':' && char.ToUpperInvariant(text[0]) is char letter && letter >= 'A' && letter <= 'Z';

        // Longer names mean nothing to DISM, which knows nothing of PowerShell's drives.
        private static IEnumerable<KeyValuePair<char, string>> Letters(IEnumerable<PSDriveInfo> drives)
        {
            foreach (var drive in drives)
                if (drive.Name.Length == 1 && HasLetter(drive.Name + ":") && drive.Provider.Name == "FileSystem")
                    yield return new KeyValuePair<char, string>(char.ToUpperInvariant(drive.Name[0]), drive.Root);
        }

        private static string InAnyCase(string full) => ImagePaths.Resolve("/", full);

        private static string Trim(string full) => full.Length > 1 ? full.TrimEnd('/') : full;
    }
}
