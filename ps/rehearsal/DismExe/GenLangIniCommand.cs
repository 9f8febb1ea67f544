using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// /Image:… /Gen-LangINI /Distribution:…: writes `sources\lang.ini` of a distribution, which tells Setup its languages.
    /// Assumed: the languages are those of the image and of `sources`; 3 marks one that Setup can speak, 0 another.
    /// </summary>
    internal sealed class GenLangIniCommand : ImageCommand
    {
        private static readonly Regex Language = new Regex("^[a-z]{2,3}(-[a-z]{4})?-[a-z]{2}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

        public override string Name => "Gen-LangINI";

        public override IReadOnlyCollection<string> Options => new[] { "Distribution" };

        protected override void Check(CommandLine line) => line.Required("Distribution");

        protected override void Service(Operation operation, OfflineImage image, CommandLine line, DismExeOutput output)
        {
            operation.Progress(0);
            var sources = ImagePaths.Resolve(line.HostPath("Distribution"), "sources");
            if (!Directory.Exists(sources)) throw new DismException(Hresult.PathNotFound, "no sources in " + line.HostPath("Distribution"));
            var spoken = LanguagesIn(sources);
            var all = spoken.Union(LanguagesIn(image.Resolve(@"Windows\System32")), StringComparer.OrdinalIgnoreCase)
                .OrderBy(name => name, StringComparer.OrdinalIgnoreCase).ToList();
            if (all.Count == 0) throw new DismException(Hresult.FileNotFound, "no language in " + image.Root);
            var text = new StringBuilder("[Available UI Languages]\r\n");
            foreach (var name in all) text.Append(name + " = " + (spoken.Contains(name, StringComparer.OrdinalIgnoreCase) ? 3 : 0) + "\r\n");
            var fallback = spoken.FirstOrDefault() ?? all[0];
            text.Append("\r\n[Fallback Languages]\r\n" + fallback + " = " + fallback + "\r\n");
            File.WriteAllText(ImagePaths.Resolve(sources, "lang.ini"), text.ToString(), Encoding.Unicode);
            operation.Log.Info("Wrote lang.ini with " + string.Join(", ", all));
        }

        private static List<string> LanguagesIn(string folder) => !Directory.Exists(folder) ? new List<string>()
            : Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => Language.IsMatch(name))
                .OrderBy(name => name, StringComparer.OrdinalIgnoreCase).ToList();
    }
}
