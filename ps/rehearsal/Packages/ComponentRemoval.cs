using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Takes components out of use: the highest version that remains in the store is projected instead. What cannot be
    /// undone is known before anything is written.
    /// </summary>
    internal sealed class ComponentRemoval
    {
        private readonly ComponentStore components;
        private readonly List<Step> steps = new List<Step>();

        /// <param name="going">Components of packages that go.</param>
        /// <param name="kept">Components of packages that stay, at whatever version.</param>
        /// <exception cref="DismException">0x800f0825: no earlier version is left of a component that is still needed, as after a cleanup.</exception>
        public ComponentRemoval(OfflineImage image, IEnumerable<PackageIdentity> going, IReadOnlyList<PackageIdentity> kept)
        {
            components = new ComponentStore(image);
            var gone = going.Where(identity => !kept.Any(identity.Is)).Select(Find).Where(found => found != null).Select(found => found!).ToList();
            foreach (var manifest in gone)
            {
                var others = components.All().Where(other => other.Family == manifest.Component.Family
                    && !gone.Any(removed => removed.Component.Folder == other.Folder)).ToList();
                var fallback = others.OrderByDescending(other => other.Version).FirstOrDefault();
                if (fallback == null && kept.Any(manifest.Identity.IsSameFamily))
                    throw new DismException(Hresult.CannotUninstall, "the store has no earlier version of " + manifest.Component.Folder);
                steps.Add(new Step(manifest, fallback, components.IsHighest(manifest.Component)));
            }
        }

        /// <param name="keepStaged">Leaves the components in the store, from where they can be used again.</param>
        public void Run(Operation operation, bool keepStaged)
        {
            for (var i = 0; i < steps.Count; i++)
            {
                operation.Progress(100 * i / steps.Count);
                var step = steps[i];
                var fallback = step.Fallback == null ? null : ComponentManifest.Load(components.ManifestPath(step.Fallback));
                operation.Log.Debug("Component " + step.Manifest.Component.Folder + (fallback == null ? "" : " gives way to " + fallback.Component.Folder));
                if (step.IsProjected)
                {
                    components.Withdraw(step.Manifest, fallback);
                    if (fallback != null) components.Project(fallback, components.FolderOf(fallback.Component));
                }
                if (!keepStaged) components.Remove(step.Manifest.Component);
            }
        }

        private ComponentManifest? Find(PackageIdentity identity)
        {
            foreach (var component in components.All())
            {
                if (component.Folder.IndexOf("_" + identity.VersionText + "_", StringComparison.Ordinal) < 0) continue;
                var manifest = ComponentManifest.Load(components.ManifestPath(component));
                if (manifest.Identity.Is(identity)) return manifest;
            }
            return null;
        }

        private sealed class Step
        {
            public Step(ComponentManifest manifest, ComponentIdentity? fallback, bool isProjected)
            {
                Manifest = manifest;
                Fallback = fallback;
                IsProjected = isProjected;
            }

            public ComponentManifest Manifest { get; }
            public ComponentIdentity? Fallback { get; }
            public bool IsProjected { get; }
        }
    }
}
