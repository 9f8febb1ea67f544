using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Enables features of an image.</summary>
    [Cmdlet(VerbsLifecycle.Enable, "WindowsOptionalFeature")]
    [OutputType(typeof(ImageObject))]
    public sealed class EnableWindowsOptionalFeatureCommand : ImageCmdlet
    {
        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string[] FeatureName { get; set; } = Array.Empty<string>();

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string PackageName { get; set; } = "";

        /// <summary>Enables parent features too.</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter All { get; set; }

        /// <summary>Keeps from Windows Update, which is asked for the running Windows only, so for an image this always holds.</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter LimitAccess { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string[] Source { get; set; } = Array.Empty<string>();

        /// <summary>An offline image is never restarted, so this always holds.</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter NoRestart { get; set; }

        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            image.RequireWritable();
            NoteRestart(operation, NoRestart);
            if (LimitAccess) operation.Log.Info("LimitAccess: Windows Update is never asked for an offline image");
            operation.Progress(0);
            // A source that is not there is no source; that it was needed is said by 0x800f081f.
            var sources = HostFolders(Source);
            var features = new FeatureService(operation, image);
            foreach (var name in FeatureName) features.Enable(name, PackageName, sources, All);
            return Pretend();
        }
    }
}
