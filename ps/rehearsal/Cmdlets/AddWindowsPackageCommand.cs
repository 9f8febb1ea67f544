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
            if (PreventPending && new PackageStore(image).HasPendingWork) throw new DismException(Hresult.Pending, "the image has pending work");
            operation.Progress(0);
            var path = HostPath(PackagePath);
            if (Directory.Exists(path) && !File.Exists(System.IO.Path.Combine(path, UpdateArchive.TopManifest))) AddFolder(operation, image, path);
            else AddFile(operation, image, path, 0, 100);
            return Pretend();
        }

        internal override DismException Present(DismException error)
        {
            WriteWarning("Failed to add package " + PackagePath);
            WriteWarning(Messages.Fallback(CmdletName, error.HResult));
            // The code of an .msu's failure stays in the warning; the exception has another one and another text.
            var servicing = (error.HResult & unchecked((int)0xFFFF0000)) == unchecked((int)0x800F0000) || error.HResult == Hresult.ModuleNotFound;
            return servicing && PackagePath.EndsWith(".msu", StringComparison.OrdinalIgnoreCase)
                ? new DismException(Hresult.UnattendInMsu, error.Detail) : error;
        }

        private void AddFile(Operation operation, OfflineImage image, string path, int start, int end)
        {
            operation.Phase(start, start + ((end - start) / 4));
            var packages = UpdateArchive.Open(operation, path);
            operation.Phase(start + ((end - start) / 4), end);
            foreach (var package in packages)
            {
                foreach (var checkpoint in new Checkpoints(operation, image).MissingFor(package, path)) Add(operation, image, checkpoint, false);
                Add(operation, image, package, IgnoreCheck);
                // In a combined update the servicing stack comes first.
                if (operation.Surprise == FaultKind.StackOnly && packages.Count > 1) throw new DismException(Hresult.ModuleNotFound, "fault of the rehearsal's configuration");
            }
        }

        private void Add(Operation operation, OfflineImage image, ExpandedPackage package, bool ignoreCheck)
        {
            var kept = new PackageInstaller(operation, image).Add(package, ignoreCheck);
            if (kept > 0)
                WriteWarning("The rehearsal recorded " + package.Top.Identity + ", but " + kept
                    + " of its components are deltas, which only Windows can apply: the image keeps the files that it had.");
        }

        // In a folder, what does not apply is passed over with a warning, as long as something applies.
        private void AddFolder(Operation operation, OfflineImage image, string folder)
        {
            var files = UpdateArchive.FilesIn(folder);
            if (files.Count == 0) throw new DismException(Hresult.FileNotFound, "no update in " + folder);
            var added = 0;
            for (var i = 0; i < files.Count; i++)
            {
                try
                {
                    AddFile(operation, image, files[i], 100 * i / files.Count, 100 * (i + 1) / files.Count);
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
