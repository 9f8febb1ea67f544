using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace Microsoft.Dism.Commands
{
    /// <summary>Makes calls go wrong as the configuration asks. Counts live as long as the process.</summary>
    internal static class Faults
    {
        private static readonly ConcurrentDictionary<string, int> Calls = new ConcurrentDictionary<string, int>();

        /// <summary>Applies the first fault due now.</summary>
        /// <returns>The fault where it is not done with here: the call must report success without its work, or do it otherwise.</returns>
        /// <exception cref="DismException">The fault is a failure.</exception>
        /// <exception cref="OperationCanceledException">The call hung and was stopped.</exception>
        public static FaultKind? Apply(IReadOnlyList<FaultRule> rules, string cmdlet, string parameters, CancellationToken stop)
        {
            FaultRule? due = null;
            for (var i = 0; i < rules.Count; i++)
            {
                var rule = rules[i];
                if (!string.Equals(rule.Cmdlet, cmdlet, StringComparison.OrdinalIgnoreCase)) continue;
                if (parameters.IndexOf(rule.Match, StringComparison.OrdinalIgnoreCase) < 0) continue;
                // Each rule counts its own calls, so that two rules do not shift each other.
                var call = Calls.AddOrUpdate(i + "|" + rule.Cmdlet + "|" + rule.Match, 1, (_, n) => n + 1);
                if (due == null && (rule.Call == 0 || rule.Call == call)) due = rule;
            }
            switch (due?.Then)
            {
                case FaultKind.Fail: throw new DismException(due.Hresult, "fault of the rehearsal's configuration");
                case FaultKind.Hang:
                    stop.WaitHandle.WaitOne();
                    throw new OperationCanceledException(stop);
                case FaultKind.Die:
                    Process.GetCurrentProcess().Kill();
                    Thread.Sleep(Timeout.Infinite);
                    return null;
                default: return due?.Then;
            }
        }
    }
}
