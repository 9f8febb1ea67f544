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
        var columns = width ?? DefaultColumns;
        var script = ScriptBlock.Create("Microsoft.PowerShell.Core\\Out-LineOutput -LineOutput $args[0]");
        _pipeline = script.GetSteppablePipeline(owner.MyInvocation.CommandOrigin, [EngineInternals.LineOutput(writer, columns, noNewline)]);
        _pipeline.Begin(true);
    }

    public void Add(PSObject? item) => _pipeline.Process(item);

    public void Complete() => _pipeline.End();

    public void Dispose() => _pipeline.Dispose();
}
