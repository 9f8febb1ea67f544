using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Lists the packages of an image, or tells about one of them or about a package file.</summary>
    [Cmdlet(VerbsCommon.Get, "WindowsPackage")]
    [OutputType(typeof(BasicPackageObject), typeof(AdvancedPackageObject))]
    public sealed class GetWindowsPackageCommand : ImageCmdlet
    {
        // What DISM answers about an update of the unified format, whatever it holds (recorded on Windows).
        private const string OnePackage = "OnePackage~~~~0.0.0.0";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string PackagePath { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string PackageName { get; set; } = "";

        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            operation.Progress(0);
            var store = new PackageStore(image);
            if (PackagePath.Length > 0) return new[] { DescribeFile(operation, image, store) };
            if (PackageName.Length > 0) return Named(store).Select(record => Describe(store, record)).ToList();
            return store.All().Where(record => record.IsVisible).Select(record => List(store, record, new BasicPackageObject())).ToList();
        }

        internal override IEnumerable<BaseDismObject> Pretend() => Array.Empty<BaseDismObject>();

        private List<PackageRecord> Named(PackageStore store)
        {
            if (WildcardPattern.ContainsWildcardCharacters(PackageName))
            {
                var pattern = new WildcardPattern(PackageName, WildcardOptions.IgnoreCase);
                return store.All().Where(record => record.IsVisible && pattern.IsMatch(record.Identity.ToString())).ToList();
            }
            var identity = PackageIdentity.Parse(PackageName);
            var found = identity == null ? null : store.Find(identity);
            return found != null ? new List<PackageRecord> { found } : throw new DismException(Hresult.InvalidPackage, "no package " + PackageName);
        }

        private T List<T>(PackageStore store, PackageRecord record, T result) where T : BasicPackageObject
        {
            About(result);
            result.PackageName = record.Identity.ToString();
            result.PackageState = CbsState.ToPackageState(record.State);
            result.ReleaseType = store.ManifestOf(record.Identity)?.ReleaseType ?? ReleaseType.Other;
            result.InstallTime = record.InstallTime;
            return result;
        }

        private AdvancedPackageObject Describe(PackageStore store, PackageRecord record)
        {
            var result = List(store, record, new AdvancedPackageObject());
            result.Applicable = true;
            result.InstallClient = record.InstallClient;
            result.InstallPackageName = record.InstallName;
            result.SelfServicingPackage = record.IsSelfUpdate;
            result.ProductName = record.Identity.Name;
            var manifest = store.ManifestOf(record.Identity);
            if (manifest != null) Describe(result, manifest);
            result.Features = (record.Updates?.ValueNames ?? Array.Empty<string>()).Select(name => About(new BasicFeatureObject
            {
                FeatureName = name,
                State = CbsState.ToFeatureState(record.Updates?.Dword(name) ?? 0),
            })).ToList();
            return result;
        }

        private AdvancedPackageObject DescribeFile(Operation operation, OfflineImage image, PackageStore store)
        {
            var result = About(new AdvancedPackageObject { Applicable = true, ReleaseType = ReleaseType.Other });
            var packages = UpdateArchive.Open(operation, HostPath(PackagePath));
            if (packages.Any(expanded => expanded.IsOfBundle))
            {
                result.PackageName = OnePackage;
                result.PackageState = PackageFeatureState.Installed;
                return result;
            }
            var package = packages[packages.Count - 1];
            var top = package.Top;
            result.PackageName = top.Identity.ToString();
            result.ProductName = top.Identity.Name;
            result.PackageState = CbsState.ToPackageState(store.Find(top.Identity)?.State ?? 0);
            result.InstallTime = store.Find(top.Identity)?.InstallTime;
            result.Applicable = PackagePlan.IsApplicable(image, store, package);
            Describe(result, top);
            return result;
        }

        private static void Describe(AdvancedPackageObject result, PackageManifest manifest)
        {
            result.ReleaseType = manifest.ReleaseType;
            result.Copyright = manifest.Copyright;
            result.Company = manifest.Company;
            result.CreationTime = manifest.CreationTime;
            result.LastUpdateTime = manifest.LastUpdateTime;
            result.Description = manifest.Description;
            result.DisplayName = manifest.DisplayName;
            result.RestartRequired = manifest.Restart;
            result.SupportInformation = manifest.SupportInformation;
            result.CapabilityId = manifest.Capability;
        }
    }
}
