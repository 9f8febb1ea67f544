using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Lists the files and folders of an image as Windows paths; a folder ends with a backslash (user reports).</summary>
    [Cmdlet(VerbsCommon.Get, "WindowsImageContent")]
    [OutputType(typeof(string))]
    public sealed class GetWindowsImageContentCommand : ChosenImageCmdlet
    {
        internal override IEnumerable<BaseDismObject> Run(Operation operation)
        {
            operation.Progress(0);
            return WimListing.Read(operation, Choose(WimFile.Open(WimPath)))
                .Select(entry => new ContentLine(entry.IsFolder ? entry.Path.TrimEnd('/') + "/" : entry.Path)).ToList();
        }

        internal override IEnumerable<BaseDismObject> Pretend() => Array.Empty<BaseDismObject>();

        private protected override object Shape(BaseDismObject result) => ((ContentLine)result).Text;

        private sealed class ContentLine : BaseDismObject
        {
            public ContentLine(string path) => Text = path.Replace('/', '\\');

            public string Text { get; }
        }
    }
}
