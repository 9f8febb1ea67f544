using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>What the cmdlets share that service one Windows: where it is within the image, and its hives saved at the end.</summary>
    public abstract class ServicingCmdlet : DismCmdlet
    {
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string WindowsDirectory { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string SystemDrive { get; set; } = "";

        /// <summary>-Path as it was given; empty with -Online.</summary>
        internal abstract string GivenPath { get; }

        /// <summary>The running Windows is meant.</summary>
        internal virtual bool IsOnline => false;

        /// <summary>Works on the opened image; hives are saved when it returns.</summary>
        internal abstract IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image);

        internal sealed override IEnumerable<BaseDismObject> Run(Operation operation)
        {
            // There is no running Windows to service.
            Unsupported(IsOnline, "Online");
            Unsupported(WindowsDirectory.Length > 0 && !WindowsDirectory.Equals("Windows", StringComparison.OrdinalIgnoreCase), "WindowsDirectory");
            Unsupported(SystemDrive.Length > 0, "SystemDrive");
            using (var image = OfflineImage.Open(operation, HostPath(GivenPath)))
            {
                operation.Verbose("Target Image Version " + image.Version);
                operation.AwaitWork();
                var surprises = new Surprises(operation.Surprise, image);
                var results = new List<BaseDismObject>(Service(operation, image));
                surprises.Spring();
                image.SaveHives();
                return results;
            }
        }

        /// <summary>Fills what every object about an image says.</summary>
        internal T About<T>(T result) where T : ImageObject
        {
            result.Path = GivenPath;
            result.Online = IsOnline;
            result.WinPath = WindowsDirectory;
            result.SysDrivePath = SystemDrive;
            return result;
        }

        internal override IEnumerable<BaseDismObject> Pretend() => new[] { About(new ImageObject()) };
    }

    /// <summary>Base of the cmdlets that only ever service an offline image.</summary>
    public abstract class OfflineImageCmdlet : ServicingCmdlet
    {
        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string Path { get; set; } = "";

        internal override string GivenPath => Path;
    }
}
