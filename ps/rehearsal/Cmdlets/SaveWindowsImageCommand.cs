using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Writes a mount's changes into its WIM and keeps the mount.</summary>
    [Cmdlet(VerbsData.Save, "WindowsImage")]
    [OutputType(typeof(ImageObject))]
    public sealed class SaveWindowsImageCommand : DismCmdlet
    {
        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string Path { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter CheckIntegrity { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Append { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter SupportEa { get; set; }

        internal override IEnumerable<BaseDismObject> Run(Operation operation)
        {
            Unsupported(SupportEa, "SupportEa");
            operation.Progress(0);
            new MountService(operation).Save(HostPath(Path), Append, CheckIntegrity);
            return Pretend();
        }

        internal override IEnumerable<BaseDismObject> Pretend() => new[] { new ImageObject { Path = Path } };
    }
}
