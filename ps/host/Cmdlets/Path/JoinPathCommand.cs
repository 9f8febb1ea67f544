using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Join-Path.</summary>
[Cmdlet(VerbsCommon.Join, "Path")]
[OutputType(typeof(string))]
public sealed class JoinPathCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    public string[] Path { get; set; } = [];

    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString]
    public string? ChildPath { get; set; }

    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true, ValueFromRemainingArguments = true)]
    [AllowNull, AllowEmptyString, AllowEmptyCollection]
    public string[]? AdditionalChildPath { get; set; }

    [Parameter]
    public SwitchParameter Resolve { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var start in Path)
        {
            try
            {
                var joined = SessionState.Path.Combine(start, ChildPath ?? "");
                foreach (var more in AdditionalChildPath ?? []) joined = SessionState.Path.Combine(joined, more);
                if (!Resolve) WriteObject(joined);
                else foreach (var found in SessionState.Path.GetResolvedPSPathFromPSPath(joined)) WriteObject(found.Path);
            }
            catch (RuntimeException error) when (error is not PipelineStoppedException)
            {
                WriteError(new ErrorRecord(error.ErrorRecord, error));
            }
        }
    }
}
