using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Takes an image out of a WIM: its files' list and its XML. The content stays in the file until it is exported (vendor's
    /// documentation), and images behind it move up.
    /// </summary>
    [Cmdlet(VerbsCommon.Remove, "WindowsImage")]
    [OutputType(typeof(ImageObject))]
    public sealed class RemoveWindowsImageCommand : ChosenImageCmdlet
    {
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter CheckIntegrity { get; set; }

        internal override IEnumerable<BaseDismObject> Run(Operation operation)
        {
            operation.Progress(0);
            var wim = WritableWim.Open(operation, WimPath);
            // A read-only mount would show another image afterwards.
            WritableWim.RequireNoMount(operation, wim.Path, MountMode.ReadOnly);
            var image = Choose(wim);
            // Vendor's documentation of WIMDeleteImage.
            if (wim.ImageCount == 1) throw new DismException(Hresult.AccessDenied, "the only image of " + wim.Path);
            operation.AwaitWork();
            var arguments = new List<string> { "delete", wim.Path, WimTool.Number(image.Index), "--soft" };
            if (CheckIntegrity) arguments.Add("--check");
            WimTool.Guarded(wim.Path, () => WimTool.Run(operation, arguments));
            return Pretend();
        }

        internal override IEnumerable<BaseDismObject> Pretend() => new[] { new ImageObject() };
    }
}
