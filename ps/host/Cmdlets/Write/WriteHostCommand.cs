using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace Microsoft.PowerShell.Commands;

/// <summary>Write-Host: text to the host through the information stream, so that 6&gt; can redirect it.</summary>
[Cmdlet(VerbsCommunications.Write, "Host")]
public sealed class WriteHostCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromRemainingArguments = true, ValueFromPipeline = true)]
    [Alias("Msg", "Message")]
    public object? Object { get; set; }

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    [Parameter]
    public object Separator { get; set; } = " ";

    [Parameter]
    public ConsoleColor? ForegroundColor { get; set; }

    [Parameter]
    public ConsoleColor? BackgroundColor { get; set; }

    protected override void ProcessRecord()
    {
        var message = new HostInformationMessage
        {
            Message = Join(Object) ?? "",
            NoNewLine = NoNewline,
            ForegroundColor = ForegroundColor,
            BackgroundColor = BackgroundColor,
        };
        WriteInformation(message, ["PSHOST"]);
    }

    private string? Join(object? value)
    {
        var bare = value is PSObject wrapper ? wrapper.BaseObject : value;
        if (bare is null) return null;
        if (bare is string text) return text;
        if (bare is not IEnumerable items) return LanguagePrimitives.ConvertTo<string>(value);
        var parts = new List<string>();
        foreach (var item in items)
            if (Join(item) is { Length: > 0 } part) parts.Add(part);
        return string.Join(LanguagePrimitives.ConvertTo<string>(Separator), parts);
    }
}
