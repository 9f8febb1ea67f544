using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Installs a capability into an image from the package cabinets of a source.</summary>
    [Cmdlet(VerbsCommon.Add, "WindowsCapability")]
    [OutputType(typeof(ImageObject))]
    public sealed class AddWindowsCapabilityCommand : ImageCmdlet
    {
        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string Name { get; set; } = "";

        /// <summary>Only the sources may be asked. Without it the update servers are, from which the rehearsal gets nothing.</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter LimitAccess { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string[] Source { get; set; } = Array.Empty<string>();

        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            image.RequireWritable();
            operation.Progress(0);
            new CapabilityService(operation, image).Add(Name, HostFolders(Source), LimitAccess);
            return Pretend();
        }
    }
}
