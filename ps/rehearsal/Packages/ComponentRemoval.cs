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
            var keptVersions = new HashSet<string>(kept.Select(identity => identity.ToString()), StringComparer.OrdinalIgnoreCase);
            var keptFamilies = new HashSet<string>(kept.Select(FamilyOf), StringComparer.OrdinalIgnoreCase);
            var gone = going.Where(identity => !keptVersions.Contains(identity.ToString())).SelectMany(identity => components.Find(identity).Take(1)).ToList();
            var removed = new HashSet<string>(gone.Select(manifest => manifest.Component.Folder), StringComparer.OrdinalIgnoreCase);
            var staying = components.All().Where(component => !removed.Contains(component.Folder)).ToLookup(component => component.Family);
            foreach (var manifest in gone)
            {
                var fallback = staying[manifest.Component.Family].OrderByDescending(other => other.Version).FirstOrDefault();
                if (fallback == null && keptFamilies.Contains(FamilyOf(manifest.Identity)))
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
                var fallback = step.Fallback == null ? null : components.Read(step.Fallback);
                operation.Log.Debug("Component " + step.Manifest.Component.Folder + (fallback == null ? "" : " gives way to " + fallback.Component.Folder));
                if (step.IsProjected && step.Fallback != null && fallback == null)
                    operation.Log.Warning("The manifest of " + step.Fallback.Folder + " is compressed: the files of " + step.Manifest.Component.Folder + " stay as they are");
                else if (step.IsProjected)
                {
                    components.Withdraw(step.Manifest, fallback);
                    if (fallback != null) components.Project(fallback, components.FolderOf(fallback.Component));
                }
                if (!keepStaged) components.Remove(step.Manifest.Component);
            }
        }

        private static string FamilyOf(PackageIdentity identity) => string.Join("~", identity.Name, identity.Token, identity.Architecture, identity.Language);

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
