using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>/Image:… /Enable-Feature /FeatureName:… [/PackageName:…] [/Source:…] [/All] [/LimitAccess].</summary>
    internal sealed class EnableFeatureCommand : ImageCommand
    {
        public override string Name => "Enable-Feature";

        public override IReadOnlyCollection<string> Options => new[] { "FeatureName", "PackageName", "Source", "All", "LimitAccess" };

        protected override void Check(CommandLine line) => line.Required("FeatureName");

        protected override void Service(Operation operation, OfflineImage image, CommandLine line, DismExeOutput output)
        {
            output.Line("Enabling feature(s)");
            operation.Progress(0);
            // A source that is not there is no source; that it was needed is said by 0x800f081f.
            var sources = line.All("Source").Select(Path.GetFullPath).Where(Directory.Exists).ToList();
            var features = new FeatureService(operation, image);
            foreach (var name in line.All("FeatureName")) features.Enable(name, line.Text("PackageName"), sources);
        }
    }
}
