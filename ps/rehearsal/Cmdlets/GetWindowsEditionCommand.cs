using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Tells the edition of an image, or the editions that it can be raised to.</summary>
    [Cmdlet(VerbsCommon.Get, "WindowsEdition")]
    [OutputType(typeof(EditionObject))]
    public sealed class GetWindowsEditionCommand : ImageCmdlet
    {
        private const string Prefix = "Microsoft-Windows-";
        private const string Suffix = "Edition";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Target { get; set; }

        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            operation.Progress(0);
            var current = image.Software.Open(ImageVersion.Key)?.Text("EditionID") ?? "";
            if (current.Length == 0) throw new DismException(Hresult.NoActiveEdition, "no EditionID in " + image.Root);
            var editions = Target ? Targets(image) : new[] { current };
            return editions.Select(edition => About(new EditionObject { Edition = edition })).ToList();
        }

        internal override IEnumerable<BaseDismObject> Pretend() => Array.Empty<BaseDismObject>();

        // The image carries the package of an edition that it can become, staged but not installed.
        private static IEnumerable<string> Targets(OfflineImage image) => new PackageStore(image).All()
            .Where(record => record.State == CbsState.Staged)
            .Select(record => record.Identity.Name)
            .Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
                && name.Length > Prefix.Length + Suffix.Length)
            .Select(name => name.Substring(Prefix.Length, name.Length - Prefix.Length - Suffix.Length))
            .Distinct(StringComparer.OrdinalIgnoreCase);
    }
}
