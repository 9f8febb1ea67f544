using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Disables features of an image.</summary>
    [Cmdlet(VerbsLifecycle.Disable, "WindowsOptionalFeature")]
    [OutputType(typeof(ImageObject))]
    public sealed class DisableWindowsOptionalFeatureCommand : ImageCmdlet
    {
        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string[] FeatureName { get; set; } = Array.Empty<string>();

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string PackageName { get; set; } = "";

        /// <summary>Also takes the feature's payload out of the image.</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Remove { get; set; }

        /// <summary>An offline image is never restarted, so this always holds.</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter NoRestart { get; set; }

        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            image.RequireWritable();
            NoteRestart(operation, NoRestart);
            operation.Progress(0);
            new FeatureDisabler(operation, image).Disable(FeatureName, PackageName, Remove);
            return Pretend();
        }
    }
}
