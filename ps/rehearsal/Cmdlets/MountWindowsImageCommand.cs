using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Mounts an image of a WIM in an empty folder, or brings a broken mount back.</summary>
    [Cmdlet(VerbsData.Mount, "WindowsImage")]
    [OutputType(typeof(ImageObject))]
    public sealed class MountWindowsImageCommand : DismCmdlet
    {
        private const string ByIndex = "OfflineIndex";
        private const string ByName = "OfflineName";
        private const string AsRemount = "Remount";

        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string Path { get; set; } = "";

        [Parameter(Mandatory = true, ParameterSetName = ByIndex, ValueFromPipelineByPropertyName = true)]
        [Parameter(Mandatory = true, ParameterSetName = ByName, ValueFromPipelineByPropertyName = true)]
        public string ImagePath { get; set; } = "";

        [Parameter(Mandatory = true, ParameterSetName = ByIndex, ValueFromPipelineByPropertyName = true)]
        public uint Index { get; set; }

        [Parameter(Mandatory = true, ParameterSetName = ByName, ValueFromPipelineByPropertyName = true)]
        public string Name { get; set; } = "";

        [Parameter(Mandatory = true, ParameterSetName = AsRemount, ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Remount { get; set; }

        [Parameter(ParameterSetName = ByIndex, ValueFromPipelineByPropertyName = true)]
        [Parameter(ParameterSetName = ByName, ValueFromPipelineByPropertyName = true)]
        public SwitchParameter ReadOnly { get; set; }

        [Parameter(ParameterSetName = ByIndex, ValueFromPipelineByPropertyName = true)]
        [Parameter(ParameterSetName = ByName, ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Optimize { get; set; }

        [Parameter(ParameterSetName = ByIndex, ValueFromPipelineByPropertyName = true)]
        [Parameter(ParameterSetName = ByName, ValueFromPipelineByPropertyName = true)]
        public SwitchParameter CheckIntegrity { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter SupportEa { get; set; }

        internal override IEnumerable<BaseDismObject> Run(Operation operation)
        {
            Unsupported(SupportEa, "SupportEa");
            if (Optimize) operation.Log.Info("Optimize: a FUSE mount reads files when they are asked for; an extracted one cannot");
            operation.Progress(0);
            var mounts = new MountService(operation);
            if (Remount) mounts.Remount(HostPath(Path));
            else mounts.Mount(HostPath(Path), HostPath(ImagePath), wim => ParameterSetName == ByName ? wim.ByName(Name) : wim.ByIndex(Index), ReadOnly, CheckIntegrity);
            return Pretend();
        }

        internal override IEnumerable<BaseDismObject> Pretend() => new[] { new ImageObject { Path = Path } };
    }
}
