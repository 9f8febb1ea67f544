using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Lists the apps that each new user of an image gets.</summary>
    [Cmdlet(VerbsCommon.Get, "AppxProvisionedPackage")]
    [Alias("Get-ProvisionedAppxPackage", "Get-AppProvisionedPackage", "Get-ProvisionedAppPackage")]
    [OutputType(typeof(AppxPackageObject))]
    public sealed class GetAppxProvisionedPackageCommand : ImageCmdlet
    {
        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            operation.Progress(0);
            return new AppxStore(image).All().Select(app => About(new AppxPackageObject
            {
                DisplayName = app.Name.Name,
                PackageName = app.Name.Text,
                PublisherId = app.Name.PublisherId,
                MajorVersion = Field(app.Name.Version.Major),
                MinorVersion = Field(app.Name.Version.Minor),
                Build = Field(app.Name.Version.Build),
                Revision = Field(app.Name.Version.Revision),
                Architecture = app.Name.Architecture,
                ResourceId = app.Name.ResourceId,
                InstallLocation = app.Manifest,
                Regions = app.Regions,
            })).ToList();
        }

        internal override IEnumerable<BaseDismObject> Pretend() => Array.Empty<BaseDismObject>();

        // A version of two fields has no build and no revision.
        private static uint Field(int number) => (uint)Math.Max(0, number);
    }
}
