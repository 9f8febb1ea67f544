using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Removes a package from an image, told by its name or by its cabinet.</summary>
    [Cmdlet(VerbsCommon.Remove, "WindowsPackage")]
    [OutputType(typeof(ImageObject))]
    public sealed class RemoveWindowsPackageCommand : ImageCmdlet
    {
        /// <summary>A cabinet or an expanded package; an .msu is not taken (vendor documentation).</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string PackagePath { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string PackageName { get; set; } = "";

        /// <summary>An offline image is never restarted, so this always holds.</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter NoRestart { get; set; }

        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            image.RequireWritable();
            NoteRestart(operation, NoRestart);
            if ((PackageName.Length > 0) == (PackagePath.Length > 0))
                throw new DismException(Hresult.InvalidArgument, "either -PackageName or -PackagePath is needed");
            operation.Progress(0);
            var identity = PackageName.Length > 0 ? PackageIdentity.Parse(PackageName) : IdentityOf(operation);
            var record = identity == null ? null : new PackageStore(image).Find(identity);
            if (record == null) throw new DismException(Hresult.InvalidPackage, "no package " + (identity?.ToString() ?? PackageName));
            new PackageRemover(operation, image).Remove(record);
            return Pretend();
        }

        private PackageIdentity IdentityOf(Operation operation)
        {
            if (PackagePath.EndsWith(".msu", StringComparison.OrdinalIgnoreCase))
                throw new DismException(Hresult.NotSupported, "only the .cab of a package can be named for removal: " + PackagePath);
            var packages = UpdateArchive.Open(operation, HostPath(PackagePath));
            return packages[0].Top.Identity;
        }
    }
}
