using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Removes a capability from an image.</summary>
    [Cmdlet(VerbsCommon.Remove, "WindowsCapability")]
    [OutputType(typeof(ImageObject))]
    public sealed class RemoveWindowsCapabilityCommand : ImageCmdlet
    {
        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string Name { get; set; } = "";

        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            image.RequireWritable();
            operation.Progress(0);
            new CapabilityService(operation, image).Remove(Name);
            return Pretend();
        }
    }
}
