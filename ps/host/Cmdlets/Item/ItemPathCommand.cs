using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>
/// What cmdlets on provider items share: -Path with wildcards, or -LiteralPath (also from the PSPath of piped items)
/// taken as it is.
/// </summary>
public abstract class ItemPathCommand : PSCmdlet
{
    protected const string PathSet = "Path";
    protected const string LiteralPathSet = "LiteralPath";

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    protected bool IsLiteral => ParameterSetName == LiteralPathSet;

    protected string[] Given => IsLiteral ? LiteralPath : Path;

    /// <summary>Does the work for each path; what the provider refuses becomes a non-terminating error on that path.</summary>
    protected void ForEachPath(Action<string> act)
    {
        foreach (var path in Given) Guarded(path, () => act(path));
    }

    /// <summary>Runs provider work and writes its failure as an error on the path.</summary>
    protected void Guarded(string path, Action act)
    {
        try
        {
            act();
        }
        catch (RuntimeException error) when (error is not PipelineStoppedException)
        {
            WriteError(new ErrorRecord(error.ErrorRecord, error));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            WriteError(new ErrorRecord(error, error.GetType().Name, ErrorCategory.WriteError, path));
        }
    }
}
