using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Removes a driver that was added to an image.</summary>
    [Cmdlet(VerbsCommon.Remove, "WindowsDriver")]
    [OutputType(typeof(ImageObject))]
    public sealed class RemoveWindowsDriverCommand : OfflineImageCmdlet
    {
        /// <summary>Published name, `oemN.inf`.</summary>
        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string Driver { get; set; } = "";

        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            image.RequireWritable();
            operation.Progress(0);
            new DriverStore(image).Remove(Driver);
            return Pretend();
        }
    }
}
