using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Takes an app away from the users that an image will have.</summary>
    [Cmdlet(VerbsCommon.Remove, "AppxProvisionedPackage")]
    [Alias("Remove-ProvisionedAppxPackage", "Remove-AppProvisionedPackage", "Remove-ProvisionedAppPackage")]
    [OutputType(typeof(ImageObject))]
    public sealed class RemoveAppxProvisionedPackageCommand : ImageCmdlet
    {
        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string PackageName { get; set; } = "";

        /// <summary>Takes it away from the users of the running Windows, too.</summary>
        [Parameter(ParameterSetName = "Online")]
        public SwitchParameter AllUsers { get; set; }

        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            image.RequireWritable();
            operation.Progress(0);
            new AppxStore(image).Remove(PackageName);
            return Pretend();
        }
    }
}
