using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Cleans the component store of an image, or tells how healthy it is.</summary>
    [Cmdlet(VerbsDiagnostic.Repair, "WindowsImage")]
    [OutputType(typeof(ImageObjectWithState))]
    public sealed class RepairWindowsImageCommand : ImageCmdlet
    {
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter CheckHealth { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter ScanHealth { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter RestoreHealth { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter StartComponentCleanup { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter LimitAccess { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter ResetBase { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Defer { get; set; }

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string[] Source { get; set; } = Array.Empty<string>();

        /// <summary>An offline image is never restarted, so this always holds.</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter NoRestart { get; set; }

        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            Unsupported(RestoreHealth, nameof(RestoreHealth));
            Unsupported(LimitAccess, nameof(LimitAccess));
            Unsupported(Source.Length > 0, nameof(Source));
            Require(CheckHealth || ScanHealth || StartComponentCleanup, "nothing to do");
            Require(StartComponentCleanup || !ResetBase, "-ResetBase without -StartComponentCleanup");
            Require(ResetBase || !Defer, "-Defer without -ResetBase");
            NoteRestart(operation, NoRestart);
            operation.Progress(0);
            var cleanup = new ComponentCleanup(operation, image);
            if (StartComponentCleanup)
            {
                image.RequireWritable();
                if (Defer) operation.Log.Info("Defer: there is no maintenance that would do the rest later, so it is done now");
                cleanup.Run(ResetBase);
            }
            var state = CheckHealth || ScanHealth ? cleanup.Check(ScanHealth) : ImageHealthState.Healthy;
            return new[] { About(new ImageObjectWithState { ImageHealthState = state }) };
        }

        internal override IEnumerable<BaseDismObject> Pretend() => new[] { About(new ImageObjectWithState()) };

        private static void Require(bool condition, string otherwise)
        {
            if (!condition) throw new DismException(Hresult.InvalidArgument, otherwise);
        }
    }
}
