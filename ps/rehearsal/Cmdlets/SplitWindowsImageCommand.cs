using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Splits a WIM into parts, e.g. for a FAT32 disk.</summary>
    [Cmdlet(VerbsCommon.Split, "WindowsImage")]
    [OutputType(typeof(OfflineImageObject))]
    public sealed class SplitWindowsImageCommand : DismCmdlet
    {
        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string ImagePath { get; set; } = "";

        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string SplitImagePath { get; set; } = "";

        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public ulong FileSize { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter CheckIntegrity { get; set; }

        internal override IEnumerable<BaseDismObject> Run(Operation operation)
        {
            operation.Progress(0);
            var wim = WimFile.Open(Posix.RealPath(HostPath(ImagePath)));
            new WimSplit(operation) { CheckIntegrity = CheckIntegrity }.Run(wim, HostPath(SplitImagePath), FileSize);
            return Pretend();
        }

        // The path is the source's: recorded on Windows.
        internal override IEnumerable<BaseDismObject> Pretend() => new[] { new OfflineImageObject { ImagePath = ImagePath } };
    }
}
