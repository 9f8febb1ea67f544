using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Applies an image to a folder.</summary>
    [Cmdlet(VerbsData.Expand, "WindowsImage")]
    [OutputType(typeof(OfflineImageObject))]
    public sealed class ExpandWindowsImageCommand : ChosenImageCmdlet
    {
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string SplitImageFilePattern { get; set; } = "";

        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string ApplyPath { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter CheckIntegrity { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter ConfirmTrustedFile { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter NoRpFix { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Verify { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter WIMBoot { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Compact { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter SupportEa { get; set; }

        internal override IEnumerable<BaseDismObject> Run(Operation operation)
        {
            Unsupported(ConfirmTrustedFile, "ConfirmTrustedFile");
            Unsupported(WIMBoot, "WIMBoot");
            Unsupported(Compact, "Compact");
            Unsupported(SupportEa, "SupportEa");
            operation.Progress(0);
            new WimApply(operation)
            {
                PartPattern = HostPath(SplitImageFilePattern),
                CheckIntegrity = CheckIntegrity,
                Verify = Verify,
                KeepLinks = NoRpFix,
            }.Run(Choose(WimFile.Open(WimPath)), HostPath(ApplyPath));
            return Pretend();
        }

        internal override IEnumerable<BaseDismObject> Pretend() => new[] { new OfflineImageObject { ImagePath = ImagePath } };
    }
}
