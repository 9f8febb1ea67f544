using System;
using System.Collections.Generic;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// The folders that manifests write as `$(runtime.…)`. For components of the other bitness the system and program
    /// folders are those that Windows redirects 32-bit programs to.
    /// </summary>
    internal static class RuntimeFolders
    {
        private const string Opening = "$(";
        private static readonly Dictionary<string, string> Folders = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["runtime.bootDrive"] = "",
            ["runtime.systemDrive"] = "",
            ["runtime.windows"] = @"Windows",
            ["runtime.systemRoot"] = @"Windows",
            ["runtime.system"] = @"Windows\System",
            ["runtime.system32"] = @"Windows\System32",
            ["runtime.drivers"] = @"Windows\System32\drivers",
            ["runtime.wbem"] = @"Windows\System32\wbem",
            ["runtime.fonts"] = @"Windows\Fonts",
            ["runtime.inf"] = @"Windows\INF",
            ["runtime.help"] = @"Windows\Help",
            ["runtime.appPatch"] = @"Windows\AppPatch",
            ["runtime.programFiles"] = @"Program Files",
            ["runtime.programFilesX86"] = @"Program Files (x86)",
            ["runtime.commonFiles"] = @"Program Files\Common Files",
            ["runtime.programData"] = @"ProgramData",
            ["runtime.allUsersProfile"] = @"ProgramData",
            ["runtime.public"] = @"Users\Public",
            ["runtime.documentsSettings"] = @"Users",
            ["runtime.userProfile"] = @"Users\Default",
            ["runtime.startMenu"] = @"ProgramData\Microsoft\Windows\Start Menu",
        };
        private static readonly Dictionary<string, string> Redirected = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["runtime.system32"] = @"Windows\SysWOW64",
            ["runtime.drivers"] = @"Windows\SysWOW64\drivers",
            ["runtime.wbem"] = @"Windows\SysWOW64\wbem",
            ["runtime.programFiles"] = @"Program Files (x86)",
            ["runtime.commonFiles"] = @"Program Files (x86)\Common Files",
        };

        /// <summary>The image path that a destination means, or null where it begins with a folder that is not known.</summary>
        /// <param name="redirected">The component is 32-bit in a 64-bit image.</param>
        public static string? Expand(string path, bool redirected)
        {
            var end = path.IndexOf(')');
            if (!path.StartsWith(Opening, StringComparison.Ordinal) || end < 0) return null;
            var folder = Find(path.Substring(Opening.Length, end - Opening.Length), redirected);
            return folder == null ? null : (folder + @"\" + path.Substring(end + 1)).Replace(@"\\", @"\").Trim('\\');
        }

        /// <summary>A text with each known folder as the path that it has in the running system, whose drive is C:.</summary>
        public static string ExpandAll(string text, bool redirected)
        {
            for (var at = 0; (at = text.IndexOf(Opening, at, StringComparison.Ordinal)) >= 0;)
            {
                var end = text.IndexOf(')', at);
                if (end < 0) break;
                var folder = Find(text.Substring(at + Opening.Length, end - at - Opening.Length), redirected);
                if (folder == null)
                {
                    at = end;
                    continue;
                }
                var full = folder.Length == 0 ? "C:" : @"C:\" + folder;
                text = text.Substring(0, at) + full + text.Substring(end + 1);
                at += full.Length;
            }
            return text;
        }

        private static string? Find(string name, bool redirected) =>
            redirected && Redirected.TryGetValue(name, out var folder) ? folder : Folders.TryGetValue(name, out folder) ? folder : null;
    }
}
