using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// One call with the duration that the configuration gives it, and its line in the log of calls. Without `pace` it does
    /// nothing. See docs/rehearsal.md, Durations.
    /// </summary>
    internal sealed class TimedCall : IDisposable
    {
        private static readonly DateTime Epoch = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        // Seconds of the longest work of a cmdlet in this process.
        private static readonly ConcurrentDictionary<string, double> Longest = new ConcurrentDictionary<string, double>();
        private readonly PaceSettings? settings;
        private readonly string stateFolder;
        private readonly string cmdlet;
        private readonly DateTime start = DateTime.UtcNow;
        private readonly Stopwatch watch = Stopwatch.StartNew();
        private readonly CallLog? log;
        private CallSubject subject = new CallSubject();
        private CallClock? clock;
        private int rule = -1;
        private double waited;
        private bool isEnded;

        /// <summary>Begins to count the time.</summary>
        /// <param name="cmdlet">As the configuration names it.</param>
        /// <exception cref="DismException">0x80070057: the log cannot be written.</exception>
        public TimedCall(Configuration configuration, string cmdlet)
        {
            this.cmdlet = cmdlet;
            settings = configuration.Pace;
            stateFolder = configuration.StateFolder;
            if (settings != null && settings.Log.Length > 0) log = new CallLog(settings.Log);
        }

        /// <summary>Whether the time decides on the progress that is shown.</summary>
        public bool HasDuration => clock != null && clock.Wanted > 0;

        public int Percent => clock?.Percent ?? 100;

        /// <summary>Finds the rule for the call; from here on it uses its shares.</summary>
        /// <param name="parameters">The parameters as text, in which the rule's text is looked for.</param>
        /// <param name="describe">What the call is about; asked only when it matters.</param>
        public void Choose(Operation operation, string parameters, Func<CallSubject> describe)
        {
            if (settings == null) return;
            subject = describe();
            for (var i = 0; i < settings.Calls.Count; i++)
            {
                var candidate = settings.Calls[i];
                if (!Fits(operation, candidate, parameters)) continue;
                rule = i;
                clock = new CallClock(watch, candidate.Seconds * settings.Scale, candidate, settings, stateFolder);
                return;
            }
        }

        /// <summary>Waits until it is time for the work: half of the duration is left, or as much as twice the longest work so far.</summary>
        /// <returns>Whether it waited.</returns>
        /// <exception cref="OperationCanceledException">Stopped.</exception>
        public bool AwaitWork(Operation operation)
        {
            if (clock == null) return false;
            Longest.TryGetValue(cmdlet, out var longest);
            var waitedNow = Wait(operation, Math.Max(clock.Wanted / 2, Math.Min(clock.Wanted, 2 * longest)));
            return waitedNow > 0;
        }

        /// <summary>Waits until all of the duration has passed.</summary>
        /// <exception cref="OperationCanceledException">Stopped.</exception>
        public void AwaitEnd(Operation operation)
        {
            if (clock == null) return;
            var work = watch.Elapsed.TotalSeconds - waited;
            Longest.AddOrUpdate(cmdlet, work, (_, longest) => Math.Max(longest, work));
            Wait(operation, 0);
        }

        /// <summary>Says how the call ended; the first word counts.</summary>
        public void End(string result, int hresult = 0)
        {
            if (isEnded) return;
            isEnded = true;
            clock?.Dispose();
            if (log == null) return;
            var took = watch.Elapsed.TotalSeconds;
            var begin = (start - Epoch).TotalMilliseconds;
            var line = new List<KeyValuePair<string, object?>>();
            void Add(string name, object value) => line.Add(new KeyValuePair<string, object?>(name, value));
            Add("pid", ProcFs.SelfId);
            Add("cmdlet", cmdlet);
            Add("target", subject.Target);
            Add("index", subject.Index);
            Add("image", subject.Kind?.ToString().ToLower(CultureInfo.InvariantCulture) ?? "");
            Add("detail", subject.Detail);
            Add("rule", rule);
            Add("start", Math.Round(begin, 3));
            Add("end", Math.Round(begin + (took * 1000), 3));
            Add("durationMs", Milliseconds(took));
            Add("wantedMs", Milliseconds(clock?.Wanted ?? 0));
            Add("workMs", Milliseconds(took - waited));
            Add("result", result);
            if (hresult != 0) Add("hresult", DismException.Format(hresult));
            log.Write(line);
        }

        /// <summary>A call of which nothing was said was stopped.</summary>
        public void Dispose()
        {
            End("stopped");
            log?.Dispose();
        }

        private double Wait(Operation operation, double rest)
        {
            var begin = watch.Elapsed.TotalSeconds;
            try
            {
                return clock!.WaitUntilLeft(rest, operation.Stop, () => operation.Progress(0));
            }
            finally
            {
                waited += watch.Elapsed.TotalSeconds - begin;
            }
        }

        private bool Fits(Operation operation, PaceRule candidate, string parameters) =>
            string.Equals(candidate.Cmdlet, cmdlet, StringComparison.OrdinalIgnoreCase)
            && (candidate.Image == null || candidate.Image == subject.Kind)
            && (Has(parameters, candidate.Match) || (subject.Package.Length > 0 && Has(PackageNames.Of(operation, subject.Package), candidate.Match)));

        private static bool Has(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;

        private static double Milliseconds(double seconds) => Math.Round(seconds * 1000, 3);
    }
}
