using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>Adds what an update file holds to an image: the checkpoints that it lacks, then its packages in their order.</summary>
    internal sealed class UpdateFileInstaller
    {
        // From here on a cumulative update never gets into the recovery environment (user reports).
        private const int FirstRecoveryWithoutRollup = 26052;
        private const string RecoveryPackage = "WinPE-Rejuv-Package";
        private readonly Operation operation;
        private readonly OfflineImage image;
        private readonly Action<string> warn;

        public UpdateFileInstaller(Operation operation, OfflineImage image, Action<string> warn)
        {
            this.operation = operation;
            this.image = image;
            this.warn = warn;
        }

        /// <param name="path">Absolute path of a file or of an expanded package's folder.</param>
        /// <param name="start">Percent of the call at which this file begins.</param>
        /// <param name="end">Percent of the call at which it ends.</param>
        /// <exception cref="DismException">What it holds cannot be added; of several packages the first ones may have been.</exception>
        public void Add(string path, bool ignoreCheck, int start, int end)
        {
            operation.Phase(start, start + ((end - start) / 4));
            var packages = UpdateArchive.Open(operation, path);
            RequireHost(packages);
            operation.Phase(start + ((end - start) / 4), end);
            var checkpoints = new Checkpoints(operation, image);
            foreach (var package in packages)
            {
                RequirePlace(package.Top.Identity);
                checkpoints.RequireNothingElse(package, path);
                checkpoints.RequireAgain(package, path);
                foreach (var checkpoint in checkpoints.MissingFor(package, path)) Install(checkpoint, false);
                Install(package, ignoreCheck);
                // In a combined update the servicing stack comes first.
                if (operation.Surprise == FaultKind.StackOnly && packages.Count > 1) throw new DismException(Hresult.ModuleNotFound, "fault of the rehearsal's configuration");
            }
        }

        private void Install(ExpandedPackage package, bool ignoreCheck)
        {
            try
            {
                var kept = new PackageInstaller(operation, image).Add(package, ignoreCheck);
                if (kept > 0)
                    warn("The rehearsal recorded " + package.Top.Identity + ", but " + kept
                        + " of its components are deltas, which only Windows can apply: the image keeps the files that it had.");
            }
            catch (DismException error) when (error.HResult == Hresult.StoreCorrupt)
            {
                StoreHealth.MarkCorrupt(image);
                image.SaveHives();
                throw;
            }
        }

        // The DISM of an older host cannot read the metadata of the unified format (user reports).
        private void RequireHost(List<ExpandedPackage> packages)
        {
            var host = operation.Configuration.HostVersion;
            var newer = host == null ? null : packages.FirstOrDefault(package => package.IsOfBundle && package.Top.Identity.Version.Major > host.Build);
            if (newer != null) throw new DismException(Hresult.UnattendInMsu, "the DISM of host " + host + " does not know the metadata of " + newer.Top.Identity);
        }

        private void RequirePlace(PackageIdentity package)
        {
            if (package.IsRollup && ImageVersion.ReadBuild(image.Software) >= FirstRecoveryWithoutRollup
                && new PackageStore(image).All().Any(record => CbsState.IsPresent(record.State) && record.Identity.Name.Equals(RecoveryPackage, StringComparison.OrdinalIgnoreCase)))
                throw new DismException(Hresult.ModuleNotFound, package + " is not for the recovery environment, which takes the Safe OS Dynamic Update");
        }
    }
}
