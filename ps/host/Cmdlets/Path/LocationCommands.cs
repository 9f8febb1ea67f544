using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Location.</summary>
[Cmdlet(VerbsCommon.Get, "Location")]
[OutputType(typeof(PathInfo))]
public sealed class GetLocationCommand : PSCmdlet
{
    protected override void ProcessRecord() => WriteObject(SessionState.Path.CurrentLocation);
}

/// <summary>Set-Location.</summary>
[Cmdlet(VerbsCommon.Set, "Location", DefaultParameterSetName = "Path")]
[OutputType(typeof(PathInfo))]
public sealed class SetLocationCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    public string Path { get; set; } = "~";

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    public string LiteralPath { get; set; } = "";

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        try
        {
            var now = SessionState.Path.SetLocation(ParameterSetName == "LiteralPath" ? WildcardPattern.Escape(LiteralPath) : Path);
            if (PassThru) WriteObject(now);
        }
        catch (RuntimeException error) when (error is not PipelineStoppedException)
        {
            WriteError(new ErrorRecord(error.ErrorRecord, error));
        }
    }
}

/// <summary>Push-Location: remembers the location on the default stack and goes elsewhere.</summary>
[Cmdlet(VerbsCommon.Push, "Location", DefaultParameterSetName = "Path")]
public sealed class PushLocationCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    public string? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        SessionState.Path.PushCurrentLocation("default");
        var target = LiteralPath is null ? Path : WildcardPattern.Escape(LiteralPath);
        if (target is null) return;
        try
        {
            var now = SessionState.Path.SetLocation(target);
            if (PassThru) WriteObject(now);
        }
        catch (RuntimeException error) when (error is not PipelineStoppedException)
        {
            WriteError(new ErrorRecord(error.ErrorRecord, error));
        }
    }
}

/// <summary>Pop-Location: goes back to what Push-Location remembered.</summary>
[Cmdlet(VerbsCommon.Pop, "Location")]
public sealed class PopLocationCommand : PSCmdlet
{
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        var now = SessionState.Path.PopLocation("default");
        if (PassThru && now is not null) WriteObject(now);
    }
}
