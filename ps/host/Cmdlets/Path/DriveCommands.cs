using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-PSDrive: gives a folder the name of a drive, as long as the session lives.</summary>
[Cmdlet(VerbsCommon.New, "PSDrive")]
[OutputType(typeof(PSDriveInfo))]
public sealed class NewPSDriveCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public string PSProvider { get; set; } = "";

    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string Root { get; set; } = "";

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string Description { get; set; } = "";

    /// <summary>Local, Script, Global, or the number of a scope above.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Scope { get; set; }

    protected override void ProcessRecord()
    {
        try
        {
            var provider = SessionState.Provider.GetOne(PSProvider);
            WriteObject(SessionState.Drive.New(new PSDriveInfo(Name, provider, Root, Description, null), Scope));
        }
        catch (RuntimeException error) when (error is not PipelineStoppedException)
        {
            WriteError(new ErrorRecord(error.ErrorRecord, error));
        }
    }
}
