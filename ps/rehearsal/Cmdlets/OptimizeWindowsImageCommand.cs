using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Prepares an image for WIMBoot, the only target that there is: Windows starting from its WIM, which is of Windows 8.1 and
    /// was given up with Windows 10. The rehearsal says so after the checks that every servicing cmdlet makes.
    /// </summary>
    [Cmdlet(VerbsCommon.Optimize, "WindowsImage")]
    [OutputType(typeof(ImageObject))]
    public sealed class OptimizeWindowsImageCommand : OfflineImageCmdlet
    {
        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        [ValidateSet("WIMBoot")]
        public string OptimizationTarget { get; set; } = "";

        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            throw new DismException(Hresult.NotSupported, "WIMBoot is not supported for Windows " + image.Version);
        }
    }
}
