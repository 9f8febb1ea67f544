using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Out-String: what the console would show, as one text or a line at a time.</summary>
[Cmdlet(VerbsData.Out, "String", DefaultParameterSetName = "NoNewLineFormatting")]
[OutputType(typeof(string))]
public sealed class OutStringCommand : PSCmdlet, IDisposable
{
    private readonly StringWriter _text = new() { NewLine = "\n" };
    private FormattedText? _format;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(ParameterSetName = "StreamFormatting")]
    public SwitchParameter Stream { get; set; }

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int? Width { get; set; }

    [Parameter(ParameterSetName = "NoNewLineFormatting")]
    public SwitchParameter NoNewline { get; set; }

    protected override void BeginProcessing() => _format = new FormattedText(this, _text, Width, NoNewline);

    protected override void ProcessRecord() => _format!.Add(InputObject);

    protected override void EndProcessing()
    {
        _format!.Complete();
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

    public void Dispose()
    {
        _format?.Dispose();
        _text.Dispose();
    }
}
