using System.Collections.Generic;

namespace Microsoft.Dism.Commands
{
    /// <summary>/Image:… /Cleanup-Image /StartComponentCleanup [/ResetBase] [/Defer].</summary>
    internal sealed class CleanupImageCommand : ImageCommand
    {
        public override string Name => "Cleanup-Image";

        public override IReadOnlyCollection<string> Options => new[] { "StartComponentCleanup", "ResetBase", "Defer" };

        protected override void Check(CommandLine line)
        {
            if (!line.Has("StartComponentCleanup")) throw new UsageException(Name);
            if (line.Has("Defer") && !line.Has("ResetBase")) throw new UsageException("Defer");
        }

        protected override void Service(Operation operation, OfflineImage image, CommandLine line, DismExeOutput output)
        {
            operation.Progress(0);
            if (line.Has("Defer")) operation.Log.Info("Defer: there is no maintenance that would do the rest later, so it is done now");
            new ComponentCleanup(operation, image).Run(line.Has("ResetBase"));
        }
    }
}
