using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Checkpoint updates: a cumulative update of Windows 11 24H2 and later builds on an earlier version of itself. When the
    /// image lacks that, DISM takes it from the folder in which the update lies (vendor's documentation).
    /// </summary>
    internal sealed class Checkpoints
    {
        private readonly Operation operation;
        private readonly PackageStore store;

        public Checkpoints(Operation operation, OfflineImage image)
        {
            this.operation = operation;
            store = new PackageStore(image);
        }

        /// <summary>The earlier versions that must be added before a package, the earliest first; empty when nothing is missing or found.</summary>
        /// <param name="updateFile">Absolute path of the update that the package is from.</param>
        public List<ExpandedPackage> MissingFor(ExpandedPackage package, string updateFile)
        {
            var found = new List<ExpandedPackage>();
            for (var next = Missing(package); next != null;)
            {
                var checkpoint = Find(next, updateFile);
                if (checkpoint == null) break;
                operation.Log.Info("Checkpoint " + checkpoint.Top.Identity + " is taken from the folder of " + updateFile);
                found.Insert(0, checkpoint);
                next = Missing(checkpoint);
            }
            return found;
        }

        // A package names its checkpoint as the parent of what it brings.
        private ParentRule? Missing(ExpandedPackage package)
        {
            var top = package.Top;
            var parents = top.Parents.Concat(top.Children.SelectMany(child => ParentsOf(package, child)));
            return parents.FirstOrDefault(rule => rule.AnyOf.Any(top.Identity.IsSameFamily)
                && !store.All().Any(record => CbsState.IsPresent(record.State) && rule.Accepts(record.Identity)));
        }

        private static IEnumerable<ParentRule> ParentsOf(ExpandedPackage package, PackageIdentity child)
        {
            var file = Path.Combine(package.Folder, child + ".mum");
            return File.Exists(file) ? PackageManifest.Load(file).Parents : Enumerable.Empty<ParentRule>();
        }

        private ExpandedPackage? Find(ParentRule wanted, string updateFile)
        {
            foreach (var file in UpdateArchive.FilesIn(Path.GetDirectoryName(updateFile)!).Where(file => file != updateFile))
                foreach (var package in UpdateArchive.Open(operation, file))
                    if (wanted.Accepts(package.Top.Identity)) return package;
            return null;
        }
    }
}
