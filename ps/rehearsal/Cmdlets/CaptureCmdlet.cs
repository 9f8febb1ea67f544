using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>What the cmdlets share that capture a folder.</summary>
    public abstract class CaptureCmdlet : DismCmdlet
    {
        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string ImagePath { get; set; } = "";

        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string CapturePath { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string ConfigFilePath { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string Description { get; set; } = "";

        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string Name { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter CheckIntegrity { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter NoRpFix { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Verify { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter WIMBoot { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter SupportEa { get; set; }

        /// <summary>-Setbootable, whose aliases differ.</summary>
        internal abstract bool IsBootable { get; }

        /// <summary>Puts the image into its WIM.</summary>
        /// <param name="wim">Absolute host path.</param>
        internal abstract void Capture(WimCapture capture, string wim);

        internal sealed override IEnumerable<BaseDismObject> Run(Operation operation)
        {
            Unsupported(WIMBoot, "WIMBoot");
            Unsupported(SupportEa, "SupportEa");
            operation.Progress(0);
            var capture = new WimCapture(operation, HostPath(CapturePath), Name)
            {
                Description = Description,
                ConfigFile = HostPath(ConfigFilePath),
                Bootable = IsBootable,
                CheckIntegrity = CheckIntegrity,
                Verify = Verify,
                KeepLinks = NoRpFix,
            };
            Capture(capture, Posix.RealPath(HostPath(ImagePath)));
            return Pretend();
        }

        internal sealed override IEnumerable<BaseDismObject> Pretend() => new[] { new OfflineImageObject { ImagePath = ImagePath } };
    }
}
