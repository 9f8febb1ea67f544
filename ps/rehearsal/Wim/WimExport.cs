using System.Collections.Generic;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>One export of an image into another WIM.</summary>
    internal sealed class WimExport
    {
        // Documented default of Export-WindowsImage.
        private const string DefaultCompression = "none";
        private readonly Operation operation;

        public WimExport(Operation operation) => this.operation = operation;

        /// <summary>none, fast or max; empty for the default. An existing destination keeps its own.</summary>
        public string Compression { get; set; } = "";
        /// <summary>Makes or appends to an ESD; Compression says nothing then. Only dism.exe can.</summary>
        public bool IsRecovery { get; set; }
        /// <summary>Name in the destination; empty keeps the source's.</summary>
        public string Name { get; set; } = "";
        public bool Bootable { get; set; }
        /// <summary>Verifies the source's integrity table and writes one.</summary>
        public bool CheckIntegrity { get; set; }
        /// <summary>The further parts of a split source, as a pattern; empty when it is whole.</summary>
        public string PartPattern { get; set; } = "";

        public void Run(WimImage image, string destination)
        {
            var compression = IsRecovery ? "--solid" : WimCompression.Option(Compression, DefaultCompression);
            if (!Directory.Exists(Path.GetDirectoryName(destination))) throw new DismException(Hresult.PathNotFound, destination);
            var exists = File.Exists(destination);
            if (exists && IsRecovery && !WritableWim.Open(operation, destination).IsEsd)
                throw new DismException(Hresult.InvalidArgument, destination + " is no ESD");
            if (exists && !IsRecovery) WritableWim.OpenToAppend(operation, destination);
            var arguments = new List<string> { "export", image.Wim.Path, WimTool.Number(image.Index), destination };
            if (Name.Length > 0) arguments.Add(Name);
            if (!exists || IsRecovery) arguments.Add(compression);
            if (Bootable) arguments.Add("--boot");
            if (CheckIntegrity) arguments.Add("--check");
            arguments.AddRange(SplitSet.References(image.Wim, PartPattern));
            operation.AwaitWork();
            WimTool.Guarded(destination, () => WimTool.Run(operation, arguments));
            Mark(destination);
        }

        private void Mark(string destination)
        {
            var index = WimFile.Open(destination).ImageCount;
            if (WimFile.Open(destination).ByIndex(index).Text(WimTool.Mark) == "1") return;
            WimTool.SetProperties(operation, destination, index, new[] { new KeyValuePair<string, string>(WimTool.Mark, "1") });
        }
    }
}
