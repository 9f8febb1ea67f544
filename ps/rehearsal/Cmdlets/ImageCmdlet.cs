using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Base of the cmdlets that service the image at -Path or, with -Online, the running Windows.</summary>
    public abstract class ImageCmdlet : ServicingCmdlet
    {
        [Parameter(Mandatory = true, ParameterSetName = "Offline", ValueFromPipelineByPropertyName = true)]
        public string Path { get; set; } = "";

        [Parameter(Mandatory = true, ParameterSetName = "Online", ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Online { get; set; }

        internal override string GivenPath => Path;

        internal override bool IsOnline => Online;

        /// <summary>-NoRestart of the cmdlets that may restart Windows; an offline image never is, so this always holds.</summary>
        internal static void NoteRestart(Operation operation, bool noRestart)
        {
            if (noRestart) operation.Log.Info("NoRestart: an offline image is never restarted");
        }
    }
}
