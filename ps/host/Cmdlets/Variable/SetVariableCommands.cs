using System.Management.Automation;
using OfflineServicing.Host;

namespace Microsoft.PowerShell.Commands;

/// <summary>Set-Variable: from -Value, or everything that came through the pipeline.</summary>
[Cmdlet(VerbsCommon.Set, "Variable", SupportsShouldProcess = true)]
public sealed class SetVariableCommand : VariableCommand
{
    private readonly List<object?> _piped = [];
    private bool _valueNamed;

    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    public object? Value { get; set; }

    [Parameter]
    public string? Description { get; set; }

    [Parameter]
    public ScopedItemOptions? Option { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void BeginProcessing() => _valueNamed = MyInvocation.BoundParameters.ContainsKey(nameof(Value));

    protected override void ProcessRecord()
    {
        if (_valueNamed) Set(Value, hasValue: true);
        else if (MyInvocation.ExpectingInput) _piped.Add(Value);
        else Set(null, hasValue: false);
    }

    protected override void EndProcessing()
    {
        if (_valueNamed || !MyInvocation.ExpectingInput) return;
        Set(_piped.Count == 1 ? _piped[0] : _piped.ToArray(), hasValue: true);
    }

    private void Set(object? value, bool hasValue)
    {
        foreach (var name in Name)
        {
            if (!ShouldProcess($"Name: {name} Value: {value}", "Set variable")) continue;
            Guarded(() =>
            {
                var known = EngineInternals.Variables(SessionState, Scope ?? "Local").FirstOrDefault(variable => variable.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
                var variable = new PSVariable(name, hasValue ? value : known?.Value, Option ?? known?.Options ?? ScopedItemOptions.None)
                {
                    Description = Description ?? known?.Description ?? "",
                };
                EngineInternals.SetVariable(SessionState, variable, Scope ?? "Local", Force);
                if (PassThru) WriteObject(variable);
            });
        }
    }
}

/// <summary>New-Variable: an error if the variable exists, unless forced.</summary>
[Cmdlet(VerbsCommon.New, "Variable", SupportsShouldProcess = true)]
public sealed class NewVariableCommand : VariableCommand
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = "";

    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    public object? Value { get; set; }

    [Parameter]
    public string? Description { get; set; }

    [Parameter]
    public ScopedItemOptions Option { get; set; } = ScopedItemOptions.None;

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        if (!ShouldProcess($"Name: {Name} Value: {Value}", "New variable")) return;
        Guarded(() =>
        {
            var variable = new PSVariable(Name, Value, Option) { Description = Description ?? "" };
            EngineInternals.NewVariable(SessionState, variable, Scope, Force);
            if (PassThru) WriteObject(variable);
        });
    }
}
