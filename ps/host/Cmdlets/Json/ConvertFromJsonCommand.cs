using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>How ConvertFrom-Json treats strings that look like times.</summary>
public enum JsonDateKind { Default, Local, Utc, Offset, String }

/// <summary>ConvertFrom-Json: objects, or ordered hashtables, from one JSON text or one a line.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Json")]
public sealed class ConvertFromJsonCommand : Cmdlet
{
    private readonly List<string> _inputs = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string InputObject { get; set; } = "";

    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; } = 1024;

    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    [Parameter]
    public JsonDateKind DateKind { get; set; } = JsonDateKind.Default;

    protected override void ProcessRecord() => _inputs.Add(InputObject);

    protected override void EndProcessing()
    {
        if (_inputs.Count == 0) return;
        if (_inputs.Count == 1)
        {
            Write(_inputs[0]);
            return;
        }
        // Several inputs are either a text each or the lines of one text; the first one tells which.
        if (TryWriteFirst())
            foreach (var input in _inputs.Skip(1)) Write(input);
        else
            Write(string.Join(Environment.NewLine, _inputs));
    }

    private bool TryWriteFirst()
    {
        try { return Write(_inputs[0]); }
        catch (ArgumentException) { return false; }
    }

    private bool Write(string text)
    {
        object? result;
        try
        {
            result = new JsonReading(AsHashtable, Depth, DateKind).Read(text);
        }
        catch (JsonShapeException error)
        {
            ThrowTerminatingError(error.ToRecord());
            return false;
        }
        WriteObject(result, enumerateCollection: !NoEnumerate);
        return result is not null;
    }
}
