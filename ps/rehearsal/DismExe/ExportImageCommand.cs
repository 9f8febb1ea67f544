using System;
using System.Collections.Generic;
using System.Globalization;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// /Export-Image /SourceImageFile:… {/SourceIndex:… | /SourceName:…} /DestinationImageFile:… [/DestinationName:…]
    /// [/Compress:{fast|max|none|recovery}] [/Bootable] [/CheckIntegrity]. Only this program, not the cmdlet, has `recovery`.
    /// </summary>
    internal sealed class ExportImageCommand : IDismExeCommand
    {
        public string Name => "Export-Image";

        public IReadOnlyCollection<string> Options => new[]
            { "SourceImageFile", "SourceIndex", "SourceName", "SWMFile", "DestinationImageFile", "DestinationName", "Compress", "Bootable", "CheckIntegrity" };

        public void Run(Operation operation, CommandLine line, DismExeOutput output)
        {
            line.Required("SourceImageFile");
            line.Required("DestinationImageFile");
            var index = 0u;
            if (line.Text("SourceName").Length == 0 && !uint.TryParse(line.Required("SourceIndex"), NumberStyles.None, CultureInfo.InvariantCulture, out index))
                throw new UsageException("SourceIndex");
            output.Line("Exporting image");
            operation.Progress(0);
            var source = WimFile.Open(Posix.RealPath(line.HostPath("SourceImageFile")));
            var export = new WimExport(operation)
            {
                Compression = line.Text("Compress"),
                IsRecovery = line.Text("Compress").Equals("recovery", StringComparison.OrdinalIgnoreCase),
                Name = line.Text("DestinationName"),
                Bootable = line.Has("Bootable"),
                CheckIntegrity = line.Has("CheckIntegrity"),
                PartPattern = line.HostPath("SWMFile"),
            };
            export.Run(index == 0 ? source.ByName(line.Text("SourceName")) : source.ByIndex(index), Posix.RealPath(line.HostPath("DestinationImageFile")));
            operation.Progress(100);
        }
    }
}
