using System;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>States of a package in the SOFTWARE hive (CBS servicing states), of which the rehearsal writes these.</summary>
    internal static class CbsState
    {
        public const uint UninstallPending = 0x05;
        public const uint Removed = 0x20;
        public const uint Staged = 0x40;
        public const uint Superseded = 0x50;
        public const uint InstallPending = 0x60;
        public const uint Installed = 0x70;
        public const uint Permanent = 0x80;

        /// <summary>Installed, or about to be at the next boot.</summary>
        public static bool IsPresent(uint state) => state >= InstallPending;

        public static PackageFeatureState ToPackageState(uint state)
        {
            switch (state)
            {
                case UninstallPending: return PackageFeatureState.UninstallPending;
                case Staged: return PackageFeatureState.Staged;
                case Removed: return PackageFeatureState.Removed;
                case Superseded: return PackageFeatureState.Superseded;
                case InstallPending: return PackageFeatureState.InstallPending;
                case 0x65: return PackageFeatureState.PartiallyInstalled;
                case Installed: case Permanent: return PackageFeatureState.Installed;
                default: return PackageFeatureState.NotPresent;
            }
        }

        public static FeatureState ToFeatureState(uint state)
        {
            switch (ToPackageState(state))
            {
                case PackageFeatureState.UninstallPending: return FeatureState.DisablePending;
                case PackageFeatureState.Removed: return FeatureState.DisabledWithPayloadRemoved;
                case PackageFeatureState.Installed: return FeatureState.Enabled;
                case PackageFeatureState.InstallPending: return FeatureState.EnablePending;
                case PackageFeatureState.Superseded: return FeatureState.Superseded;
                case PackageFeatureState.PartiallyInstalled: return FeatureState.PartiallyInstalled;
                default: return FeatureState.Disabled;
            }
        }
    }

    /// <summary>One key below `Component Based Servicing\Packages`.</summary>
    internal sealed class PackageRecord
    {
        private const string UpdatesKey = "Updates";

        public PackageRecord(PackageIdentity identity, HiveKey key)
        {
            Identity = identity;
            Key = key;
        }

        public PackageIdentity Identity { get; }
        public HiveKey Key { get; }
        public HiveKey? Updates => Key.Child(UpdatesKey);
        public string InstallClient => Key.Text("InstallClient") ?? "";
        public string InstallName => Key.Text("InstallName") ?? "";
        /// <summary>False for children, which lists do not show.</summary>
        public bool IsVisible => Key.Dword("Visibility") == 1;
        public bool IsSelfUpdate => Key.Dword("SelfUpdate") == 1;

        /// <summary>The package or one of its features changes at the next boot.</summary>
        public bool HasPendingWork => State == CbsState.InstallPending
            || Updates?.ValueNames.Any(name => Updates.Dword(name) is CbsState.InstallPending or CbsState.UninstallPending) == true;

        public uint State
        {
            get => Key.Dword("CurrentState") ?? 0;
            set => Key.Set("CurrentState", value);
        }

        /// <summary>FILETIME; 0 where it was never installed.</summary>
        public ulong InstalledAt => (ulong)(Key.Dword("InstallTimeHigh") ?? 0) << 32 | (Key.Dword("InstallTimeLow") ?? 0);

        /// <summary>Local time, or null where it was never installed.</summary>
        public object? InstallTime => InstalledAt == 0 ? (object?)null : DateTime.FromFileTimeUtc((long)InstalledAt).ToLocalTime();

        /// <summary>Notes the package that this one is a child of.</summary>
        public void AddOwner(PackageIdentity owner, uint state) => Key.CreateChild("Owners").Set(owner.ToString(), state);

        public void SetFeature(string name, uint state) => Key.CreateChild(UpdatesKey).Set(name, state);
    }
}
