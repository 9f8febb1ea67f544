using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// What nobody foresaw, on the wish of the configuration: a change succeeds, but leaves the image otherwise than it
    /// says. Whoever drives the cmdlets must notice.
    /// </summary>
    internal sealed class Surprises
    {
        private const string Stranger = "Package_for_Surprise~31bf3856ad364e35~amd64~~1.0.0.0";
        private readonly FaultKind? kind;
        private readonly PackageStore store;
        private readonly HashSet<string> before;

        /// <summary>Made before the change, so that it can be told what is new.</summary>
        public Surprises(FaultKind? kind, OfflineImage image)
        {
            this.kind = kind;
            store = new PackageStore(image);
            before = kind == null ? new HashSet<string>() : new HashSet<string>(Present().Select(record => record.Identity.ToString()));
        }

        /// <summary>Changes the hives after the change was made.</summary>
        public void Spring()
        {
            switch (kind)
            {
                case FaultKind.Pending:
                    foreach (var record in New())
                    {
                        record.State = CbsState.InstallPending;
                        store.AddPending(record.Identity);
                    }
                    break;
                case FaultKind.Extra:
                    foreach (var record in New().Take(1)) store.Copy(record, PackageIdentity.Parse(Stranger)!);
                    break;
                case FaultKind.Renumber:
                    foreach (var record in New())
                    {
                        store.Copy(record, Next(record.Identity));
                        store.Remove(record);
                    }
                    break;
            }
        }

        private List<PackageRecord> Present() => store.All().Where(record => CbsState.IsPresent(record.State)).ToList();

        private List<PackageRecord> New() => Present().Where(record => record.IsVisible && !before.Contains(record.Identity.ToString())).ToList();

        private static PackageIdentity Next(PackageIdentity identity)
        {
            var version = identity.Version;
            var next = new Version(version.Major, version.Minor, version.Build, version.Revision + 1);
            return new PackageIdentity(identity.Name, identity.Token, identity.Architecture, identity.Language, next.ToString());
        }
    }
}
