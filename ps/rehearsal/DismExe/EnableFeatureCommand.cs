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
            foreach (var name in line.All("FeatureName"))
            {
                try
                {
                    features.Enable(name, line.Text("PackageName"), sources, line.Has("All"));
                }
                catch (DismException error) when (error.HResult == Hresult.ParentFeatureDisabled)
                {
                    throw ParentDisabled(features, name, error.Detail);
                }
            }
        }

        // The program has a text and a number of its own for this (user reports).
        private static DismException ParentDisabled(FeatureService features, string name, string detail) => new DismException(Hresult.NotSupported, detail,
            "The operation is complete but " + name + " feature was not enabled.\r\n"
            + "A required parent feature may not be enabled. You can use the /enable-feature /all option to automatically enable each parent feature"
            + " from the following list. If the parent feature(s) are already enabled, refer to the log file for further diagnostics.\r\n"
            + string.Join(", ", features.ParentsOf(name)));
    }
}
