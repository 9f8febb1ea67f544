using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>What the cmdlets share that service one image: -Path or -Online, and where Windows is in it.</summary>
    public abstract class ImageCmdlet : DismCmdlet
    {
        [Parameter(Mandatory = true, ParameterSetName = "Offline", ValueFromPipelineByPropertyName = true)]
        public string Path { get; set; } = "";

        [Parameter(Mandatory = true, ParameterSetName = "Online", ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Online { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string WindowsDirectory { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string SystemDrive { get; set; } = "";

        /// <summary>Works on the opened image; hives are saved when it returns.</summary>
        internal abstract IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image);

        internal sealed override IEnumerable<BaseDismObject> Run(Operation operation)
        {
            // There is no running Windows to service.
            Unsupported(Online, "Online");
            Unsupported(WindowsDirectory.Length > 0 && !WindowsDirectory.Equals("Windows", StringComparison.OrdinalIgnoreCase), "WindowsDirectory");
            Unsupported(SystemDrive.Length > 0, "SystemDrive");
            using (var image = OfflineImage.Open(operation, Path))
            {
                operation.Verbose("Target Image Version " + image.Version);
                var results = new List<BaseDismObject>(Service(operation, image));
                image.SaveHives();
                return results;
            }
        }

        /// <summary>Fills what every object about an image says.</summary>
        internal T About<T>(T result) where T : ImageObject
        {
            result.Path = Path;
            result.Online = Online;
            result.WinPath = WindowsDirectory;
            result.SysDrivePath = SystemDrive;
            return result;
        }

        internal override IEnumerable<BaseDismObject> Pretend() => new[] { About(new ImageObject()) };
    }
}
