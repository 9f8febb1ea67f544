using System.Management.Automation;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;

namespace Microsoft.PowerShell.Commands;

/// <summary>ConvertTo-Json: one JSON text for everything that came through the pipeline.</summary>
[Cmdlet(VerbsData.ConvertTo, "Json")]
[OutputType(typeof(string))]
public sealed class ConvertToJsonCommand : PSCmdlet, IDisposable
{
    private readonly List<object?> _inputs = [];
    private readonly CancellationTokenSource _stop = new();

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    [Parameter]
    [ValidateRange(0, 100)]
    public int Depth { get; set; } = 2;

    [Parameter]
    public SwitchParameter Compress { get; set; }

    [Parameter]
    public SwitchParameter EnumsAsStrings { get; set; }

    [Parameter]
    public SwitchParameter AsArray { get; set; }

    [Parameter]
    public StringEscapeHandling EscapeHandling { get; set; } = StringEscapeHandling.Default;

    protected override void ProcessRecord() => _inputs.Add(InputObject);

    protected override void EndProcessing()
    {
        if (_inputs.Count == 0) return;
        var projection = new JsonProjection(Depth, EnumsAsStrings, _stop.Token);
        try
        {
            var projected = projection.Project(_inputs.Count > 1 || AsArray ? _inputs : _inputs[0]);
            if (projection.Truncated) WriteWarning($"Resulting JSON is truncated as serialization has exceeded the set depth of {Depth}.");
            var settings = new JsonSerializerSettings
            {
                TypeNameHandling = TypeNameHandling.None,
                MaxDepth = 1024,
                StringEscapeHandling = EscapeHandling,
                Formatting = Compress ? Formatting.None : Formatting.Indented,
            };
            if (EnumsAsStrings) settings.Converters.Add(new StringEnumConverter());
            WriteObject(JsonConvert.SerializeObject(projected, settings));
        }
        catch (OperationCanceledException)
        {
            // The pipeline is stopping; nobody reads a result any more.
        }
    }

    protected override void StopProcessing() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();
}
