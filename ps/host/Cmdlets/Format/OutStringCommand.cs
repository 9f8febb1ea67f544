using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;
using OfflineServicing.Host;

namespace Microsoft.PowerShell.Commands;

/// <summary>Out-String: what the console would show, as one text or a line at a time.</summary>
[Cmdlet(VerbsData.Out, "String", DefaultParameterSetName = "NoNewLineFormatting")]
[OutputType(typeof(string))]
public sealed class OutStringCommand : FrontEndCommandBase
{
    internal const int DefaultColumns = 120;
    private readonly StringWriter _text = new() { NewLine = "\n" };

    [Parameter(ParameterSetName = "StreamFormatting")]
    public SwitchParameter Stream { get; set; }

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int? Width { get; set; }

    [Parameter(ParameterSetName = "NoNewLineFormatting")]
    public SwitchParameter NoNewline { get; set; }

    protected override void BeginProcessing()
    {
        EngineInternals.UseWriter(this, _text, Width ?? DefaultColumns, NoNewline);
        base.BeginProcessing();
    }

    protected override void EndProcessing()
    {
        base.EndProcessing();
        var text = _text.ToString();
        if (!Stream)
        {
            WriteObject(text);
            return;
        }
        var lines = text.Split('\n');
        // The text ends with a newline, which does not begin another line.
        foreach (var line in lines.Take(lines[^1].Length == 0 ? lines.Length - 1 : lines.Length)) WriteObject(line);
    }

    protected override void InternalDispose()
    {
        base.InternalDispose();
        _text.Dispose();
    }
}
