using System;
using System.Collections.Generic;
using System.Threading;

namespace Microsoft.Dism.Commands
{
    /// <summary>What one cmdlet call hands to the code that does its work: progress, log, scratch and the wish to stop.</summary>
    internal sealed class Operation
    {
        private readonly Action<int> report;
        private int from;
        private int to = 100;
        private int last = -1;

        /// <param name="time">The duration that the call is to have, or null.</param>
        public Operation(Configuration configuration, DismLog log, ScratchFolder scratch, CancellationToken stop, Action<int> report,
            Action<string> verbose, TimedCall? time = null)
        {
            Time = time;
            Configuration = configuration;
            Log = log;
            Scratch = scratch;
            Stop = stop;
            Verbose = verbose;
            this.report = report;
        }

        public Configuration Configuration { get; }
        public DismLog Log { get; }
        public ScratchFolder Scratch { get; }
        public CancellationToken Stop { get; }
        public Action<string> Verbose { get; }
        /// <summary>How the call must go wrong without saying so, or null.</summary>
        public FaultKind? Surprise { get; set; }
        public TimedCall? Time { get; }
        /// <summary>Update files that are expanded in the scratch folder already, by path.</summary>
        public Dictionary<string, List<ExpandedPackage>> Expanded { get; } = new Dictionary<string, List<ExpandedPackage>>();

        /// <summary>To be called with all locks held, when the first change is about to be made: waits as long as the call's duration asks.</summary>
        /// <returns>Whether it waited.</returns>
        /// <exception cref="OperationCanceledException">Stopped; nothing was changed.</exception>
        public bool AwaitWork() => Time?.AwaitWork(this) ?? false;

        /// <summary>Says that the next reports of 0 to 100 mean this part of the whole.</summary>
        public void Phase(int start, int end)
        {
            from = start;
            to = end;
            Progress(0);
        }

        /// <summary>Percent of the current phase. What is shown never falls.</summary>
        public void Progress(int percent)
        {
            Stop.ThrowIfCancellationRequested();
            // With a duration it is the time that goes on, not the emulated work.
            var total = Time?.HasDuration == true ? Time.Percent : from + ((to - from) * Math.Min(100, Math.Max(0, percent)) / 100);
            if (total <= last) return;
            last = total;
            report(total);
        }
    }
}
