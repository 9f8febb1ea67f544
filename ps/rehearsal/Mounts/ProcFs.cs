using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;

namespace Microsoft.Dism.Commands
{
    /// <summary>What /proc tells about mounts and processes; elsewhere it tells nothing.</summary>
    internal static class ProcFs
    {
        /// <summary>Id of this process.</summary>
        public static int SelfId { get; } = ReadSelfId();

        /// <summary>Folders on which a file system is mounted.</summary>
        public static List<string> MountPoints()
        {
            var all = new List<string>();
            if (!File.Exists("/proc/self/mounts")) return all;
            foreach (var line in File.ReadAllLines("/proc/self/mounts"))
            {
                var fields = line.Split(' ');
                if (fields.Length > 1) all.Add(Unescape(fields[1]));
            }
            return all;
        }

        /// <summary>Whether anything is mounted on the folder or below it.</summary>
        public static bool HasMountWithin(string path)
        {
            foreach (var point in MountPoints())
                if (IsWithin(point, path)) return true;
            return false;
        }

        public static bool IsMountPoint(string path) => MountPoints().Contains(path);

        public static bool IsWithin(string path, string folder) =>
            path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);

        /// <summary>Start time of a living process, or null; a zombie does not live.</summary>
        public static string? StartTime(int id)
        {
            try
            {
                var stat = File.ReadAllText("/proc/" + id + "/stat");
                // The name is in parentheses and may hold blanks: state is field 3, start time field 22.
                var fields = stat.Substring(stat.LastIndexOf(')') + 2).Split(' ');
                return fields[0] == "Z" || fields[0] == "X" ? null : fields[19];
            }
            catch (Exception error) when (error is IOException || error is UnauthorizedAccessException)
            {
                return null;
            }
        }

        /// <summary>The living wimlib process whose arguments end with this mount folder; 0 when there is none.</summary>
        public static int FindMountDaemon(string path)
        {
            foreach (var id in ProcessIds())
            {
                try
                {
                    var arguments = File.ReadAllText("/proc/" + id + "/cmdline").Split('\0');
                    if (arguments.Length > 4 && arguments[0].EndsWith("wimlib-imagex", StringComparison.Ordinal)
                        && arguments[1].StartsWith("mount", StringComparison.Ordinal)
                        && Array.IndexOf(arguments, path) > 0 && StartTime(id) != null) return id;
                }
                catch (Exception error) when (error is IOException || error is UnauthorizedAccessException)
                {
                    // It ended in the meantime.
                }
            }
            return 0;
        }

        /// <summary>A process that has a file or its working folder inside the folder, as text; null when there is none.</summary>
        public static string? FindUser(string folder, int except)
        {
            foreach (var id in ProcessIds())
            {
                if (id == except) continue;
                foreach (var link in Links(id))
                {
                    var target = Posix.ReadLink(link);
                    if (target != null && IsWithin(target, folder)) return "process " + id + " uses " + target;
                }
            }
            return null;
        }

        private static IEnumerable<string> Links(int id)
        {
            yield return "/proc/" + id + "/cwd";
            yield return "/proc/" + id + "/root";
            string[] handles;
            try
            {
                handles = Directory.GetFileSystemEntries("/proc/" + id + "/fd");
            }
            catch (Exception error) when (error is IOException || error is UnauthorizedAccessException)
            {
                yield break;
            }
            foreach (var handle in handles) yield return handle;
        }

        private static int ReadSelfId()
        {
            using (var self = Process.GetCurrentProcess()) return self.Id;
        }

        private static IEnumerable<int> ProcessIds()
        {
            if (!Directory.Exists("/proc")) yield break;
            foreach (var folder in Directory.GetDirectories("/proc"))
                if (int.TryParse(Path.GetFileName(folder), out var id)) yield return id;
        }

        // Blanks, tabs, line ends and backslashes are three octal digits in /proc/mounts.
        private static string Unescape(string text)
        {
            if (text.IndexOf('\\') < 0) return text;
            var bytes = new List<byte>();
            var source = Encoding.UTF8.GetBytes(text);
            for (var i = 0; i < source.Length; i++)
            {
                if (source[i] == '\\' && i + 3 < source.Length)
                {
                    bytes.Add((byte)(((source[i + 1] - '0') << 6) | ((source[i + 2] - '0') << 3) | (source[i + 3] - '0')));
                    i += 3;
                }
                else bytes.Add(source[i]);
            }
            return Encoding.UTF8.GetString(bytes.ToArray());
        }
    }
}
