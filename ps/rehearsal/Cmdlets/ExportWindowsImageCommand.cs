using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Copies one image into a new WIM or to the end of an existing one; content that nothing refers to stays behind.</summary>
    [Cmdlet(VerbsData.Export, "WindowsImage")]
    [OutputType(typeof(OfflineImageObject))]
    public sealed class ExportWindowsImageCommand : DismCmdlet
    {
        private const string ByName = "InputByFilePathAndName";
        private const string ByIndex = "InputByFilePathAndIndex";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter CheckIntegrity { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string CompressionType { get; set; } = "";

        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        [Alias("DIP")]
        public string DestinationImagePath { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        [Alias("DN")]
        public string DestinationName { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        [Alias("SB")]
        public SwitchParameter Setbootable { get; set; }

        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        [Alias("SIP")]
        public string SourceImagePath { get; set; } = "";

        [Parameter(Mandatory = true, ParameterSetName = ByIndex, ValueFromPipelineByPropertyName = true)]
        [Alias("SI")]
        public uint SourceIndex { get; set; }

        [Parameter(Mandatory = true, ParameterSetName = ByName, ValueFromPipelineByPropertyName = true)]
        [Alias("SN")]
        public string SourceName { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string SplitImageFilePattern { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter WIMBoot { get; set; }

        internal override IEnumerable<BaseDismObject> Run(Operation operation)
        {
            Unsupported(WIMBoot, "WIMBoot");
            operation.Progress(0);
            var source = WimFile.Open(Posix.RealPath(HostPath(SourceImagePath)));
            var image = ParameterSetName == ByName ? source.ByName(SourceName) : source.ByIndex(SourceIndex);
            new WimExport(operation)
            {
                Compression = CompressionType,
                Name = DestinationName,
                Bootable = Setbootable,
                CheckIntegrity = CheckIntegrity,
                PartPattern = HostPath(SplitImageFilePattern),
            }.Run(image, Posix.RealPath(HostPath(DestinationImagePath)));
            return Pretend();
        }

        internal override IEnumerable<BaseDismObject> Pretend() => new[] { new OfflineImageObject { ImagePath = DestinationImagePath } };
    }
}
