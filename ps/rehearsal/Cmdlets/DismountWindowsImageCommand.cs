using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Takes a mount away, with or without its changes.</summary>
    [Cmdlet(VerbsData.Dismount, "WindowsImage")]
    [OutputType(typeof(BaseDismObject))]
    public sealed class DismountWindowsImageCommand : DismCmdlet
    {
        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string Path { get; set; } = "";

        [Parameter(Mandatory = true, ParameterSetName = "DismountDiscard", ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Discard { get; set; }

        [Parameter(Mandatory = true, ParameterSetName = "DismountSave", ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Save { get; set; }

        [Parameter(ParameterSetName = "DismountSave", ValueFromPipelineByPropertyName = true)]
        public SwitchParameter CheckIntegrity { get; set; }

        [Parameter(ParameterSetName = "DismountSave", ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Append { get; set; }

        internal override IEnumerable<BaseDismObject> Run(Operation operation)
        {
            // -Save:$false and -Discard:$false both ask for neither.
            if (!Save && !Discard) throw new DismException(Hresult.InvalidArgument, "neither -Save nor -Discard");
            operation.Progress(0);
            new MountService(operation).Dismount(HostPath(Path), Save, Append, CheckIntegrity);
            return Pretend();
        }

        internal override IEnumerable<BaseDismObject> Pretend() => new[] { new BaseDismObject() };
    }
}
