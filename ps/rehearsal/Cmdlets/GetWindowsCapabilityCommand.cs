using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Lists the capabilities of an image and of sources, or tells about some of them.</summary>
    [Cmdlet(VerbsCommon.Get, "WindowsCapability")]
    [OutputType(typeof(BasicCapabilityObject), typeof(AdvancedCapabilityObject))]
    public sealed class GetWindowsCapabilityCommand : ImageCmdlet
    {
        /// <summary>A capability's name; wildcards are taken.</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string Name { get; set; } = "";

        /// <summary>Keeps from Windows Update, to which the rehearsal never goes, so this always holds.</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter LimitAccess { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string[] Source { get; set; } = Array.Empty<string>();

        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            operation.Progress(0);
            var capabilities = new CapabilityService(operation, image);
            var all = capabilities.All(HostFolders(Source));
            if (Name.Length == 0) return all.Select(capability => Fill(capability, new BasicCapabilityObject())).ToList();
            var pattern = new WildcardPattern(Name, WildcardOptions.IgnoreCase);
            var named = all.Where(capability => pattern.IsMatch(capability.Name)).Select(capability => Describe(capabilities, capability)).ToList();
            // A name that nothing is known of gives an empty object, not an error (assumed).
            if (named.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(Name)) named.Add(About(new AdvancedCapabilityObject()));
            return named;
        }

        internal override IEnumerable<BaseDismObject> Pretend() => Array.Empty<BaseDismObject>();

        private T Fill<T>(Capability capability, T result) where T : BasicCapabilityObject
        {
            About(result);
            result.Name = capability.Name;
            result.State = CbsState.ToPackageState(capability.State);
            return result;
        }

        private AdvancedCapabilityObject Describe(CapabilityService capabilities, Capability capability)
        {
            var result = Fill(capability, new AdvancedCapabilityObject());
            result.DisplayName = capability.Manifest.DisplayName;
            result.Description = capability.Manifest.Description;
            result.DownloadSize = capability.Cabinet == null ? 0 : (uint)Math.Min(uint.MaxValue, new FileInfo(capability.Cabinet).Length);
            result.InstallSize = capabilities.InstallSize(capability);
            return result;
        }
    }
}
