using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>What the cmdlets share that work on one image of a WIM, told by its index or its name.</summary>
    public abstract class ChosenImageCmdlet : DismCmdlet
    {
        private const string ByName = "InputByFilePathAndName";
        private const string ByIndex = "InputByFilePathAndIndex";

        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string ImagePath { get; set; } = "";

        [Parameter(Mandatory = true, ParameterSetName = ByName, ValueFromPipelineByPropertyName = true)]
        public string Name { get; set; } = "";

        [Parameter(Mandatory = true, ParameterSetName = ByIndex, ValueFromPipelineByPropertyName = true)]
        public uint Index { get; set; }

        /// <summary>Where the WIM is on this machine.</summary>
        internal string WimPath => Posix.RealPath(HostPath(ImagePath));

        /// <exception cref="DismException">0xc0040005 or 0xc0040006: no such image.</exception>
        internal WimImage Choose(WimFile wim) => ParameterSetName == ByName ? wim.ByName(Name) : wim.ByIndex(Index);
    }
}
