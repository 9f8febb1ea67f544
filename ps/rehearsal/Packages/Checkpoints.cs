using System;
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
        private readonly Dictionary<string, List<ExpandedPackage>> opened = new Dictionary<string, List<ExpandedPackage>>();

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
                var checkpoint = Find(next, package, updateFile);
                if (checkpoint == null) break;
                operation.Log.Info("Checkpoint " + checkpoint.Top.Identity + " is taken from the folder of " + updateFile);
                found.Insert(0, checkpoint);
                next = Missing(checkpoint);
            }
            return found;
        }

        /// <summary>
        /// After languages or features were added, an update needs its checkpoint beside it once more, although the image has
        /// it (vendor's documentation).
        /// </summary>
        /// <exception cref="DismException">0x800f081f: it is not there.</exception>
        public void RequireAgain(ExpandedPackage package, string updateFile)
        {
            foreach (var rule in RulesOf(package))
            {
                var present = Fulfilling(rule).OrderByDescending(record => record.InstalledAt).FirstOrDefault();
                if (present == null || !HasContentSince(present.InstalledAt) || Find(rule, package, updateFile) != null) continue;
                throw new DismException(Hresult.SourceMissing, "since " + present.Identity + " languages or features were added, and the checkpoint is not beside " + updateFile);
            }
        }

        /// <summary>The folder of an update that has a checkpoint may hold nothing else (vendor's documentation; the code is assumed).</summary>
        /// <exception cref="DismException">0x800f081e: it holds another update.</exception>
        public void RequireNothingElse(ExpandedPackage package, string updateFile)
        {
            if (!RulesOf(package).Any()) return;
            var stranger = OtherFiles(updateFile).FirstOrDefault(file => !Open(file).Any(other => IsEarlier(other, package)));
            if (stranger != null) throw new DismException(Hresult.NotApplicable, stranger + " lies beside " + updateFile + ", which looks for its checkpoints there");
        }

        private ParentRule? Missing(ExpandedPackage package) => RulesOf(package).FirstOrDefault(rule => !Fulfilling(rule).Any());

        // A package names its checkpoint as its own parent or as that of what it brings.
        private static IEnumerable<ParentRule> RulesOf(ExpandedPackage package)
        {
            var top = package.Top;
            return top.Parents.Concat(top.Children.SelectMany(child => ParentsOf(package, child))).Where(rule => rule.AnyOf.Any(top.Identity.IsSameFamily));
        }

        private IEnumerable<PackageRecord> Fulfilling(ParentRule rule) =>
            store.All().Where(record => CbsState.IsPresent(record.State) && rule.Accepts(record.Identity));

        private bool HasContentSince(ulong time) => store.All().Any(record => CbsState.IsPresent(record.State) && record.IsVisible && record.InstalledAt > time
            && store.ManifestOf(record.Identity)?.ReleaseType is ReleaseType.OnDemandPack or ReleaseType.LanguagePack or ReleaseType.FeaturePack);

        private static IEnumerable<ParentRule> ParentsOf(ExpandedPackage package, PackageIdentity child)
        {
            var file = Path.Combine(package.Folder, child + ".mum");
            return File.Exists(file) ? PackageManifest.Load(file).Parents : Enumerable.Empty<ParentRule>();
        }

        private ExpandedPackage? Find(ParentRule wanted, ExpandedPackage package, string updateFile) => OtherFiles(updateFile)
            .SelectMany(Open)
            .FirstOrDefault(other => wanted.Accepts(other.Top.Identity) && IsEarlier(other, package));

        private List<ExpandedPackage> Open(string file)
        {
            if (!opened.TryGetValue(file, out var packages)) opened.Add(file, packages = UpdateArchive.Open(operation, file));
            return packages;
        }

        private static bool IsEarlier(ExpandedPackage other, ExpandedPackage package) =>
            other.Top.Identity.IsSameFamily(package.Top.Identity) && other.Top.Identity.Version < package.Top.Identity.Version;

        private static IEnumerable<string> OtherFiles(string updateFile) => UpdateArchive.FilesIn(Path.GetDirectoryName(updateFile)!)
            .Where(file => file != updateFile && file.EndsWith(".msu", StringComparison.OrdinalIgnoreCase));
    }
}
