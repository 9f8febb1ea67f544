using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Captures a folder as the first image of a new WIM.</summary>
    [Cmdlet(VerbsCommon.New, "WindowsImage")]
    [OutputType(typeof(OfflineImageObject))]
    public sealed class NewWindowsImageCommand : CaptureCmdlet
    {
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string CompressionType { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        [Alias("SB")]
        public SwitchParameter Setbootable { get; set; }

        internal override bool IsBootable => Setbootable;

        internal override void Capture(WimCapture capture, string wim) => capture.Create(wim, CompressionType);
    }
}
