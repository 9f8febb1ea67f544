using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Microsoft.PowerShell.Commands;

/// <summary>Read-Host; fails in a non-interactive session.</summary>
[Cmdlet(VerbsCommunications.Read, "Host")]
[OutputType(typeof(string), typeof(SecureString))]
public sealed class ReadHostCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromRemainingArguments = true)]
    [AllowNull]
    public object? Prompt { get; set; }

    [Parameter]
    public SwitchParameter AsSecureString { get; set; }

    protected override void BeginProcessing()
    {
        try
        {
            WriteObject(AsSecureString ? Host.UI.ReadLineAsSecureString() : Prompt is null ? Host.UI.ReadLine() : Ask());
        }
        catch (HostException error)
        {
            ThrowTerminatingError(new ErrorRecord(new PSInvalidOperationException(error.Message, error), "InvalidOperation", ErrorCategory.InvalidOperation, null));
        }
    }

    // The host refuses a prompt before it writes one, which a write and a read would not.
    private object Ask()
    {
        var text = LanguagePrimitives.ConvertTo<string>(Prompt);
        return Host.UI.Prompt("", "", [new FieldDescription(text)])[text].BaseObject;
    }
}

/// <summary>Get-Host.</summary>
[Cmdlet(VerbsCommon.Get, "Host")]
[OutputType(typeof(PSHost))]
public sealed class GetHostCommand : PSCmdlet
{
    protected override void BeginProcessing() => WriteObject(Host);
}

/// <summary>Invoke-Expression, in the scope of the caller.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Expression")]
public sealed class InvokeExpressionCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string Command { get; set; } = "";

    protected override void ProcessRecord()
    {
        foreach (var item in InvokeCommand.InvokeScript(false, ScriptBlock.Create(Command), null)) WriteObject(item);
    }
}

/// <summary>New-Guid.</summary>
[Cmdlet(VerbsCommon.New, "Guid")]
[OutputType(typeof(Guid))]
public sealed class NewGuidCommand : PSCmdlet
{
    protected override void EndProcessing() => WriteObject(Guid.NewGuid());
}

/// <summary>Tee-Object to a variable of the caller; to a file, use Out-File.</summary>
[Cmdlet("Tee", "Object")]
public sealed class TeeObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _items = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Variable { get; set; } = "";

    protected override void ProcessRecord()
    {
        if (InputObject is null) return;
        _items.Add(InputObject);
        WriteObject(InputObject);
    }

    protected override void EndProcessing() => SessionState.PSVariable.Set(Variable, _items.Count == 1 ? _items[0] : _items.ToArray());
}
