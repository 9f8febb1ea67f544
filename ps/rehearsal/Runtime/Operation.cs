using System;
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

        /// <param name="surprise">How the call must go wrong without saying so, or null.</param>
        public Operation(Configuration configuration, DismLog log, ScratchFolder scratch, CancellationToken stop, Action<int> report,
            Action<string> verbose, FaultKind? surprise = null)
        {
            Surprise = surprise;
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
        public FaultKind? Surprise { get; }

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
            var total = from + ((to - from) * Math.Min(100, Math.Max(0, percent)) / 100);
            if (total <= last) return;
            last = total;
            report(total);
        }
    }
}
