using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// The packages of an image by name, as they were when this was made: an image of Windows has thousands of them, and a
    /// cumulative update asks for thousands of parents.
    /// </summary>
    internal sealed class PresentPackages
    {
        private readonly ILookup<string, KeyValuePair<PackageIdentity, uint>> byName;

        public PresentPackages(PackageStore store) => byName = store.All()
            .Select(record => new KeyValuePair<PackageIdentity, uint>(record.Identity, record.State))
            .Where(item => item.Value >= CbsState.Staged)
            .ToLookup(item => item.Key.Name, StringComparer.OrdinalIgnoreCase);

        public bool Has(PackageIdentity identity) => byName[identity.Name].Any(item => CbsState.IsPresent(item.Value) && item.Key.Is(identity));

        /// <summary>A present package of the same name with a higher version, or null.</summary>
        public PackageIdentity? NewerThan(PackageIdentity identity) => byName[identity.Name]
            .Where(item => CbsState.IsPresent(item.Value) && item.Key.IsSameFamily(identity) && item.Key.Version > identity.Version)
            .Select(item => item.Key).FirstOrDefault();

        public bool Fulfil(PackageManifest package) => package.Parents.All(Fulfils);

        private bool Fulfils(ParentRule rule)
        {
            var found = rule.AnyOf.Select(wanted => wanted.Name).Distinct(StringComparer.OrdinalIgnoreCase).SelectMany(name => byName[name])
                .Any(item => (CbsState.IsPresent(item.Value) || (rule.TakesStaged && item.Value == CbsState.Staged)) && rule.Accepts(item.Key));
            return found != rule.IsAbsent;
        }
    }
}
