using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Lists the images of a WIM, tells about one of them, or lists the mounts.</summary>
    [Cmdlet(VerbsCommon.Get, "WindowsImage")]
    [OutputType(typeof(BasicImageInfoObject), typeof(WimImageInfoObject), typeof(MountedImageInfoObject))]
    public sealed class GetWindowsImageCommand : DismCmdlet
    {
        private const string ByPath = "InputByFilePath";
        private const string ByName = "InputByFilePathAndName";
        private const string ByIndex = "InputByFilePathAndIndex";
        private const string ByMounted = "InputByMounted";

        [Parameter(Mandatory = true, ParameterSetName = ByPath, ValueFromPipelineByPropertyName = true)]
        [Parameter(Mandatory = true, ParameterSetName = ByName, ValueFromPipelineByPropertyName = true)]
        [Parameter(Mandatory = true, ParameterSetName = ByIndex, ValueFromPipelineByPropertyName = true)]
        public string ImagePath { get; set; } = "";

        [Parameter(Mandatory = true, ParameterSetName = ByName, ValueFromPipelineByPropertyName = true)]
        public string Name { get; set; } = "";

        [Parameter(Mandatory = true, ParameterSetName = ByIndex, ValueFromPipelineByPropertyName = true)]
        public uint Index { get; set; }

        [Parameter(Mandatory = true, ParameterSetName = ByMounted, ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Mounted { get; set; }

        internal override IEnumerable<BaseDismObject> Run(Operation operation)
        {
            switch (ParameterSetName)
            {
                case ByMounted: return new MountService(operation).List().Select(mount => Describe(mount.Key, mount.Value)).ToList();
                case ByName: return new[] { Describe(Open().ByName(Name)) };
                case ByIndex: return new[] { Describe(Open().ByIndex(Index)) };
                default: return Open().Images.Select(List).ToList();
            }
        }

        internal override IEnumerable<BaseDismObject> Pretend() => Array.Empty<BaseDismObject>();

        private WimFile Open() => WimFile.Open(HostPath(ImagePath));

        private BaseDismObject List(WimImage image) => new BasicImageInfoObject
        {
            ImagePath = ImagePath,
            ImageName = image.Text("NAME"),
            ImageIndex = image.Index,
            ImageDescription = image.Text("DESCRIPTION"),
            ImageSize = image.Number("TOTALBYTES"),
        };

        private BaseDismObject Describe(WimImage image)
        {
            var languages = image.Languages();
            return new WimImageInfoObject
            {
                ImagePath = ImagePath,
                ImageName = image.Text("NAME"),
                ImageIndex = image.Index,
                ImageDescription = image.Text("DESCRIPTION"),
                ImageSize = image.Number("TOTALBYTES"),
                Architecture = (uint)image.Number("WINDOWS/ARCH"),
                ProductName = image.Text("WINDOWS/PRODUCTNAME"),
                EditionId = image.Text("WINDOWS/EDITIONID"),
                InstallationType = image.Text("WINDOWS/INSTALLATIONTYPE"),
                Hal = image.Text("WINDOWS/HAL"),
                ProductType = image.Text("WINDOWS/PRODUCTTYPE"),
                ProductSuite = image.Text("WINDOWS/PRODUCTSUITE"),
                MajorVersion = (uint)image.Number("WINDOWS/VERSION/MAJOR"),
                MinorVersion = (uint)image.Number("WINDOWS/VERSION/MINOR"),
                Build = (uint)image.Number("WINDOWS/VERSION/BUILD"),
                SPBuild = (uint)image.Number("WINDOWS/VERSION/SPBUILD"),
                SPLevel = (uint)image.Number("WINDOWS/VERSION/SPLEVEL"),
                ImageBootable = image.Wim.BootIndex == image.Index ? ImageBootable.Yes : ImageBootable.No,
                SystemRoot = image.Text("WINDOWS/SYSTEMROOT"),
                Languages = languages,
                DefaultLanguageIndex = (uint)Math.Max(0, Array.IndexOf(languages, image.Text("WINDOWS/LANGUAGES/DEFAULT"))),
                DirectoryCount = (uint)image.Number("DIRCOUNT"),
                FileCount = (uint)image.Number("FILECOUNT"),
                CreatedTime = image.Time("CREATIONTIME"),
                ModifiedTime = image.Time("LASTMODIFICATIONTIME"),
                WIMBoot = image.Number("WIMBOOT") == 1,
            };
        }

        private BaseDismObject Describe(MountEntry entry, MountStatus status) => new MountedImageInfoObject
        {
            Path = ShowPath(entry.Path),
            ImagePath = ShowPath(entry.ImagePath),
            ImageIndex = entry.ImageIndex,
            MountMode = entry.Mode,
            MountStatus = status,
        };
    }
}
