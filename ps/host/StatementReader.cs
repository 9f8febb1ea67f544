using System.Management.Automation.Language;
using System.Text;

namespace OfflineServicing.Host;

/// <summary>
/// Cuts the text of standard input into statements as soon as they are complete: a line that completes a statement ends
/// it, an incomplete one is continued by the next. pwsh wants an empty line after a statement of several lines; nothing
/// waits for that here, and an empty line inside a block belongs to the block.
/// </summary>
internal sealed class StatementReader(TextReader input)
{
    /// <summary>The next statement, or null at the end of the input. Text left incomplete there is given out as it is.</summary>
    public string? Next()
    {
        var text = new StringBuilder();
        while (input.ReadLine() is { } line)
        {
            if (text.Length == 0 && string.IsNullOrWhiteSpace(line)) continue;
            if (text.Length > 0) text.Append('\n');
            text.Append(line);
            if (IsComplete(text.ToString())) return text.ToString();
        }
        return text.Length > 0 ? text.ToString() : null;
    }

    private static bool IsComplete(string text)
    {
        Parser.ParseInput(text, out _, out var errors);
        return !errors.Any(error => error.IncompleteInput);
    }
}
