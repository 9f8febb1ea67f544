using System.Collections;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-Object for .NET types: constructor by the engine's own choice of overload, then properties.</summary>
[Cmdlet(VerbsCommon.New, "Object")]
public sealed class NewObjectCommand : PSCmdlet
{
    // The engine's method call converts arguments the way scripts expect; Activator would not.
    private static readonly ScriptBlock Construct = ScriptBlock.Create("param($type, $arguments) , $type::new.Invoke($arguments)");

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string TypeName { get; set; } = "";

    [Parameter(Position = 1)]
    [Alias("Args")]
    public object[] ArgumentList { get; set; } = [];

    [Parameter]
    [ValidateNotNull]
    public IDictionary? Property { get; set; }

    protected override void EndProcessing()
    {
        if (!LanguagePrimitives.TryConvertTo<Type>(TypeName, out var type))
        {
            Fail("TypeNotFound", $"Cannot find type [{TypeName}]: verify that the assembly containing this type is loaded.", ErrorCategory.InvalidType);
            return;
        }
        // The accelerator PSCustomObject has no constructor; PSObject is what it stands for.
        var created = type == typeof(PSObject) || type == typeof(PSCustomObject) ? new PSObject() : PSObject.AsPSObject(Create(type));
        if (Property is not null) SetProperties(created);
        WriteObject(created);
    }

    private object Create(Type type)
    {
        try
        {
            if (type.IsValueType && ArgumentList.Length == 0) return Activator.CreateInstance(type)!;
            var made = Construct.Invoke(type, ArgumentList);
            return made[0];
        }
        catch (RuntimeException error)
        {
            var cause = error is MethodException or MethodInvocationException or { InnerException: null } ? error : error.InnerException!;
            ThrowTerminatingError(new ErrorRecord(error, "ConstructorInvokedThrowException,Microsoft.PowerShell.Commands.NewObjectCommand", ErrorCategory.InvalidOperation, null)
            {
                ErrorDetails = new ErrorDetails(cause.Message),
            });
            throw;
        }
    }

    private void SetProperties(PSObject target)
    {
        foreach (DictionaryEntry entry in Property!)
        {
            var name = LanguagePrimitives.ConvertTo<string>(entry.Key);
            if (target.BaseObject is PSCustomObject) target.Properties.Add(new PSNoteProperty(name, entry.Value));
            else if (target.Properties[name] is { } property) property.Value = entry.Value;
            else if (target.Methods[name] is { } method) method.Invoke(entry.Value);
            else Fail("InvalidOperationException", $"The member \"{name}\" was not found for the specified .NET object.", ErrorCategory.InvalidOperation);
        }
    }

    private void Fail(string id, string message, ErrorCategory category) =>
        ThrowTerminatingError(new ErrorRecord(new PSArgumentException(message), id, category, null));
}
