using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Lists the features of an image, or tells about some of them. An unknown name gives nothing and no error.</summary>
    [Cmdlet(VerbsCommon.Get, "WindowsOptionalFeature")]
    [OutputType(typeof(BasicFeatureObject), typeof(AdvancedFeatureObject))]
    public sealed class GetWindowsOptionalFeatureCommand : ImageCmdlet
    {
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string FeatureName { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string PackageName { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string PackagePath { get; set; } = "";

        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            Unsupported(PackagePath.Length > 0, nameof(PackagePath));
            operation.Progress(0);
            var features = new FeatureService(operation, image);
            var all = features.All(PackageName);
            if (FeatureName.Length == 0) return all.Select(feature => Fill(feature, new BasicFeatureObject())).ToList();
            var pattern = new WildcardPattern(FeatureName, WildcardOptions.IgnoreCase);
            return all.Where(feature => pattern.IsMatch(feature.Name)).Select(feature =>
            {
                var declared = features.Describe(feature);
                return Fill(feature, new AdvancedFeatureObject
                {
                    DisplayName = declared.DisplayName,
                    Description = declared.Description,
                    RestartRequired = declared.Restart,
                });
            }).ToList();
        }

        internal override IEnumerable<BaseDismObject> Pretend() => Array.Empty<BaseDismObject>();

        private BaseDismObject Fill(ImageFeature feature, BasicFeatureObject result)
        {
            About(result);
            result.FeatureName = feature.Name;
            result.State = CbsState.ToFeatureState(feature.State);
            return result;
        }
    }
}
