using System.Management.Automation;
using OfflineServicing.Host;

namespace Microsoft.PowerShell.Commands;

/// <summary>
/// What the variable cmdlets share: -Scope takes Global, Local, Script or a number of scopes upwards.
/// </summary>
public abstract class VariableCommand : PSCmdlet
{
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Scope { get; set; }

    /// <summary>The variables that match a name in the scope; all visible ones where none was given.</summary>
    internal IEnumerable<PSVariable> Match(string name)
    {
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        return EngineInternals.Variables(SessionState, Scope).Where(variable => pattern.IsMatch(variable.Name))
            .OrderBy(variable => variable.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Writes what the engine refuses, such as a constant, as a non-terminating error.</summary>
    internal void Guarded(Action act)
    {
        try
        {
            act();
        }
        catch (SessionStateException error)
        {
            WriteError(new ErrorRecord(error.ErrorRecord, error));
        }
    }

    internal void NotFound(string name) => WriteError(new ErrorRecord(
        new ItemNotFoundException($"Cannot find a variable with the name '{name}'."), "VariableNotFound", ErrorCategory.ObjectNotFound, name));
}

/// <summary>Get-Variable.</summary>
[Cmdlet(VerbsCommon.Get, "Variable")]
[OutputType(typeof(PSVariable))]
public sealed class GetVariableCommand : VariableCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    public SwitchParameter ValueOnly { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            var found = Match(name).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name)) NotFound(name);
            foreach (var variable in found) WriteObject(ValueOnly ? variable.Value : variable);
        }
    }
}

/// <summary>Remove-Variable.</summary>
[Cmdlet(VerbsCommon.Remove, "Variable", SupportsShouldProcess = true)]
public sealed class RemoveVariableCommand : VariableCommand
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            var found = Match(name).ToList();
            if (found.Count == 0) NotFound(name);
            foreach (var variable in found)
                if (ShouldProcess($"Name: {variable.Name}", "Remove variable")) Guarded(() => EngineInternals.RemoveVariable(SessionState, variable, Scope, Force));
        }
    }
}
