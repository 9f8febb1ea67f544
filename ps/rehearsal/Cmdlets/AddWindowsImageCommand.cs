using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Captures a folder as a further image of a WIM; content that the WIM has already is not stored again.</summary>
    [Cmdlet(VerbsCommon.Add, "WindowsImage")]
    [OutputType(typeof(OfflineImageObject))]
    public sealed class AddWindowsImageCommand : CaptureCmdlet
    {
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Setbootable { get; set; }

        internal override bool IsBootable => Setbootable;

        internal override void Capture(WimCapture capture, string wim) => capture.Append(wim);
    }
}
