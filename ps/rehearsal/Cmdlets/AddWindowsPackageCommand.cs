using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Adds an update file, or all those of a folder, to an image.</summary>
    [Cmdlet(VerbsCommon.Add, "WindowsPackage")]
    [OutputType(typeof(ImageObject))]
    public sealed class AddWindowsPackageCommand : ImageCmdlet
    {
        [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
        public string PackagePath { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter IgnoreCheck { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter PreventPending { get; set; }

        /// <summary>An offline image is never restarted, so this always holds.</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter NoRestart { get; set; }

        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            image.RequireWritable();
            NoteRestart(operation, NoRestart);
            if (PreventPending && new PackageStore(image).HasPendingWork) throw new DismException(Hresult.Pending, "the image has pending work");
            operation.Progress(0);
            var path = HostPath(PackagePath);
            if (Directory.Exists(path) && !File.Exists(System.IO.Path.Combine(path, UpdateArchive.TopManifest))) AddFolder(operation, image, path);
            else new UpdateFileInstaller(operation, image, WriteWarning).Add(path, IgnoreCheck, 0, 100);
            return Pretend();
        }

        internal override DismException Present(DismException error)
        {
            WriteWarning("Failed to add package " + PackagePath);
            WriteWarning(Messages.Fallback(CmdletName, error.HResult));
            // The code of an .msu's failure stays in the warning; the exception has another one and another text.
            // Only codes of servicing: the vendor's script for media looks for 0x8007007e in the exception.
            var servicing = (error.HResult & unchecked((int)0xFFFF0000)) == unchecked((int)0x800F0000);
            return servicing && PackagePath.EndsWith(".msu", StringComparison.OrdinalIgnoreCase)
                ? new DismException(Hresult.UnattendInMsu, error.Detail) : error;
        }

        // In a folder, what does not apply is passed over with a warning, as long as something applies.
        private void AddFolder(Operation operation, OfflineImage image, string folder)
        {
            var files = UpdateArchive.FilesIn(folder);
            if (files.Count == 0) throw new DismException(Hresult.FileNotFound, "no update in " + folder);
            var installer = new UpdateFileInstaller(operation, image, WriteWarning);
            var added = 0;
            for (var i = 0; i < files.Count; i++)
            {
                try
                {
                    installer.Add(files[i], IgnoreCheck, 100 * i / files.Count, 100 * (i + 1) / files.Count);
                    added++;
                }
                catch (DismException error) when (error.HResult == Hresult.NotApplicable)
                {
                    operation.Log.Warning(error.Detail);
                    WriteWarning("Failed to add package " + files[i]);
                }
            }
            if (added == 0) throw new DismException(Hresult.NotApplicable, "nothing in " + folder + " applies");
        }
    }
}
