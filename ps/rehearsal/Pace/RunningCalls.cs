using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// The calls with shares that run now, of all processes with one state folder: a small file each, named by process, its
    /// start time and a number. Looking is one stat as long as nothing changes.
    /// </summary>
    internal sealed class RunningCalls : IDisposable
    {
        private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(50);
        private static readonly TimeSpan BetweenChecks = TimeSpan.FromMilliseconds(500);
        // Where /proc does not tell.
        private const string NoStart = "0";
        private static int next;
        private readonly string folder;
        private readonly string own;
        private readonly Dictionary<string, IReadOnlyDictionary<string, double>> calls = new Dictionary<string, IReadOnlyDictionary<string, double>>();
        private DateTime changed;
        private DateTime listed;
        private DateTime checkedAt;

        /// <summary>Enters a call until it is disposed of.</summary>
        public RunningCalls(string stateFolder, IReadOnlyDictionary<string, double> uses)
        {
            folder = Path.Combine(stateFolder, "pace");
            Directory.CreateDirectory(folder);
            var id = ProcFs.SelfId;
            var name = id + "-" + (ProcFs.StartTime(id) ?? NoStart) + "-" + Interlocked.Increment(ref next);
            own = Path.Combine(folder, name + ".json");
            // Renamed when it is complete, so that nobody reads half of it.
            var draft = Path.Combine(folder, name + ".tmp");
            File.WriteAllText(draft, Json.Write(uses.Select(share => new KeyValuePair<string, object?>(share.Key, share.Value))));
            File.Move(draft, own);
        }

        /// <summary>Sums of the shares by resource, this call's among them.</summary>
        public Dictionary<string, double> Sums()
        {
            Look();
            var sums = new Dictionary<string, double>();
            foreach (var call in calls.Values)
                foreach (var share in call) sums[share.Key] = share.Value + (sums.TryGetValue(share.Key, out var sum) ? sum : 0);
            return sums;
        }

        public void Dispose() => File.Delete(own);

        private void Look()
        {
            try
            {
                LookAgain();
            }
            catch (Exception error) when (error is IOException || error is UnauthorizedAccessException)
            {
                // The folder is being removed or changed; what was known holds for a moment more.
            }
        }

        private void LookAgain()
        {
            var now = DateTime.UtcNow;
            var change = Directory.GetLastWriteTimeUtc(folder);
            // Two changes within one tick of the file system's clock have one time.
            if (change != changed || listed - changed < Settled)
            {
                listed = now;
                changed = change;
                List();
            }
            if (now - checkedAt < BetweenChecks) return;
            checkedAt = now;
            DropDead();
        }

        private void List()
        {
            var names = new HashSet<string>(Directory.GetFiles(folder, "*.json"));
            foreach (var gone in calls.Keys.Where(name => !names.Contains(name)).ToList()) calls.Remove(gone);
            foreach (var name in names)
            {
                if (calls.ContainsKey(name)) continue;
                if (Read(name) is IReadOnlyDictionary<string, double> uses && !IsDead(name)) calls[name] = uses;
            }
        }

        private void DropDead()
        {
            foreach (var name in Directory.GetFiles(folder))
            {
                if (!IsDead(name)) continue;
                calls.Remove(name);
                File.Delete(name);
            }
        }

        private static bool IsDead(string file)
        {
            var parts = Path.GetFileNameWithoutExtension(file).Split('-');
            return parts.Length == 3 && int.TryParse(parts[0], out var id) && (ProcFs.StartTime(id) ?? NoStart) != parts[1];
        }

        private static IReadOnlyDictionary<string, double>? Read(string file)
        {
            try
            {
                return (Json.Parse(File.ReadAllText(file)) as Dictionary<string, object?>)?.Where(share => share.Value is double)
                    .ToDictionary(share => share.Key, share => (double)share.Value!);
            }
            catch (Exception error) when (error is IOException || error is FormatException)
            {
                // It ended in the meantime, or is no call.
                return null;
            }
        }
    }
}
