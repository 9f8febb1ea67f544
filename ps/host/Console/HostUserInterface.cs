using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace OfflineServicing.Host;

/// <summary>
/// Text in and out as pwsh does it when its streams are redirected: warnings and the like with their prefix on stdout,
/// errors on stderr, no progress. With -NonInteractive every question fails instead of eating statements from stdin.
/// </summary>
internal sealed class HostUserInterface(bool nonInteractive) : PSHostUserInterface
{
    public override PSHostRawUserInterface RawUI { get; } = new RawUserInterface();
    public override bool SupportsVirtualTerminal => false;

    // Colours of the engine's own formats go away here, unless a script asked for them through $PSStyle.
    public override void Write(string value) => Console.Out.Write(GetOutputString(value, SupportsVirtualTerminal));
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);
    public override void WriteLine() => Console.Out.Write('\n');
    public override void WriteLine(string value) => Write(value + "\n");
    public override void WriteErrorLine(string value) => Console.Error.Write(GetOutputString(value, SupportsVirtualTerminal) + "\n");
    public override void WriteDebugLine(string message) => WriteLine("DEBUG: " + message);
    public override void WriteVerboseLine(string message) => WriteLine("VERBOSE: " + message);
    public override void WriteWarningLine(string message) => WriteLine("WARNING: " + message);
    public override void WriteInformation(InformationRecord record) { }
    public override void WriteProgress(long sourceId, ProgressRecord record) { }

    public override string ReadLine()
    {
        RequireInteractive();
        return Console.In.ReadLine() ?? "";
    }

    public override SecureString ReadLineAsSecureString()
    {
        var secret = new SecureString();
        foreach (var character in ReadLine()) secret.AppendChar(character);
        secret.MakeReadOnly();
        return secret;
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        RequireInteractive();
        WriteCaption(caption, message);
        var answers = new Dictionary<string, PSObject>();
        foreach (var field in descriptions)
        {
            Write($"{(string.IsNullOrEmpty(field.Label) ? field.Name : field.Label.Replace("&", "", StringComparison.Ordinal))}: ");
            answers[field.Name] = PSObject.AsPSObject(ReadLine());
        }
        return answers;
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RequireInteractive();
        WriteCaption(caption, message);
        var labels = choices.Select(choice => choice.Label.Replace("&", "", StringComparison.Ordinal)).ToArray();
        var keys = choices.Select(KeyOf).ToArray();
        while (true)
        {
            Write(string.Join("  ", labels.Select((label, i) => $"[{keys[i]}] {label}")) + ": ");
            var answer = Console.In.ReadLine();
            if (string.IsNullOrWhiteSpace(answer)) return defaultChoice >= 0 ? defaultChoice : throw new PSNotImplementedForHost("An answer");
            var at = Array.FindIndex(keys, key => key.Equals(answer.Trim(), StringComparison.OrdinalIgnoreCase));
            if (at < 0) at = Array.FindIndex(labels, label => label.Equals(answer.Trim(), StringComparison.OrdinalIgnoreCase));
            if (at >= 0) return at;
        }
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName,
        PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) => throw new PSNotImplementedForHost("A prompt for credentials");

    private static string KeyOf(ChoiceDescription choice)
    {
        var at = choice.Label.IndexOf('&');
        return at >= 0 && at + 1 < choice.Label.Length ? choice.Label.Substring(at + 1, 1).ToUpperInvariant() : choice.Label;
    }

    private void WriteCaption(string caption, string message)
    {
        if (!string.IsNullOrEmpty(caption)) WriteLine(caption);
        if (!string.IsNullOrEmpty(message)) WriteLine(message);
    }

    private void RequireInteractive()
    {
        if (nonInteractive)
            throw new HostException("PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.");
    }
}
