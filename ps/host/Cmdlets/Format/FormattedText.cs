using System.Management.Automation;
using OfflineServicing.Host;

namespace Microsoft.PowerShell.Commands;

/// <summary>Formats objects as the console would and gives the text to a writer; one run of the engine's Out-LineOutput.</summary>
internal sealed class FormattedText : IDisposable
{
    private const int DefaultColumns = 120;
    private readonly SteppablePipeline _pipeline;

    public FormattedText(PSCmdlet owner, TextWriter writer, int? width, bool noNewline)
    {
        // -Width counts columns of text; the engine wants the width of a screen whose last column stays free.
        var columns = width ?? DefaultColumns;
        var script = ScriptBlock.Create("param($to) Microsoft.PowerShell.Core\\Out-LineOutput -LineOutput $to");
        _pipeline = ScriptBlock.Create("& $args[0] @($args[1])").GetSteppablePipeline(owner.MyInvocation.CommandOrigin,
            [script, EngineInternals.LineOutput(writer, columns, noNewline)]);
        _pipeline.Begin(true);
    }

    public void Add(PSObject? item) => _pipeline.Process(item);

    public void Complete() => _pipeline.End();

    public void Dispose() => _pipeline.Dispose();
}
