using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// How far a call with a duration has got: the integral over time of its speed, which is 1 unless resources are short. See
    /// docs/rehearsal.md, Durations.
    /// </summary>
    internal sealed class CallClock : IDisposable
    {
        private const int TickMilliseconds = 15;
        private readonly Stopwatch watch;
        private readonly object gate = new object();
        private readonly IReadOnlyDictionary<string, double> uses;
        private readonly IReadOnlyDictionary<string, double> capacity;
        private readonly RunningCalls? running;
        private readonly Timer? timer;
        private double counted;
        private double gone;
        private double speed = 1;

        /// <param name="watch">Runs since the call began.</param>
        /// <param name="wanted">Seconds that the call takes at full speed.</param>
        public CallClock(Stopwatch watch, double wanted, PaceRule rule, PaceSettings settings, string stateFolder)
        {
            this.watch = watch;
            Wanted = wanted;
            uses = rule.Uses;
            capacity = settings.Capacity;
            if (!IsLimited()) return;
            running = new RunningCalls(stateFolder, uses);
            Count();
            // While the call works nobody else counts.
            timer = new Timer(_ => Count(), null, TickMilliseconds, TickMilliseconds);
        }

        public double Wanted { get; }

        public int Percent => Wanted > 0 ? (int)Math.Min(100, 100 * Count() / Wanted) : 100;

        /// <summary>Waits until no more than this is left.</summary>
        /// <param name="rest">Seconds at full speed.</param>
        /// <param name="shown">Called about as often as the percentage changes.</param>
        /// <returns>Seconds waited.</returns>
        /// <exception cref="OperationCanceledException">Stopped.</exception>
        public double WaitUntilLeft(double rest, CancellationToken stop, Action shown)
        {
            var begin = watch.Elapsed.TotalSeconds;
            timer?.Change(Timeout.Infinite, Timeout.Infinite);
            for (var left = Wanted - rest - Count(); left > 0; left = Wanted - rest - Count())
            {
                if (stop.WaitHandle.WaitOne(NextLook(left))) throw new OperationCanceledException(stop);
                shown();
            }
            timer?.Change(TickMilliseconds, TickMilliseconds);
            return watch.Elapsed.TotalSeconds - begin;
        }

        public void Dispose()
        {
            if (timer == null) return;
            // A tick under way would look at a call that has left.
            using (var ended = new ManualResetEvent(false))
                if (timer.Dispose(ended)) ended.WaitOne();
            running?.Dispose();
        }

        // At full speed nothing happens between two percents.
        private int NextLook(double left)
        {
            var tick = running == null ? Math.Max(TickMilliseconds, 10 * Wanted) : TickMilliseconds;
            return Math.Max(1, (int)Math.Ceiling(Math.Min(tick, 1000 * left / speed)));
        }

        /// <summary>Adds what went by since the last time.</summary>
        /// <returns>Seconds at full speed that are gone.</returns>
        private double Count()
        {
            lock (gate)
            {
                var now = watch.Elapsed.TotalSeconds;
                gone += (now - counted) * speed;
                counted = now;
                if (running != null) speed = SpeedAmong(running.Sums());
                return gone;
            }
        }

        private bool IsLimited()
        {
            foreach (var share in uses)
                if (share.Value > 0 && capacity.ContainsKey(share.Key)) return true;
            return false;
        }

        private double SpeedAmong(Dictionary<string, double> sums)
        {
            var lowest = 1.0;
            foreach (var share in uses)
                if (share.Value > 0 && capacity.TryGetValue(share.Key, out var limit) && sums.TryGetValue(share.Key, out var sum) && sum > limit)
                    lowest = Math.Min(lowest, limit / sum);
            return lowest;
        }
    }
}
