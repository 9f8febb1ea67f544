using System.Globalization;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Date: now, or a given time with parts replaced, as DateTime or formatted text.</summary>
[Cmdlet(VerbsCommon.Get, "Date", DefaultParameterSetName = "Date")]
[OutputType(typeof(DateTime), typeof(string))]
public sealed class GetDateCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Date")]
    [Alias("LastWriteTime")]
    public DateTime? Date { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "UnixTime")]
    [Alias("UnixTime")]
    public double UnixTimeSeconds { get; set; }

    [Parameter]
    [ValidateRange(1, 9999)]
    public int? Year { get; set; }

    [Parameter]
    [ValidateRange(1, 12)]
    public int? Month { get; set; }

    [Parameter]
    [ValidateRange(1, 31)]
    public int? Day { get; set; }

    [Parameter]
    [ValidateRange(0, 23)]
    public int? Hour { get; set; }

    [Parameter]
    [ValidateRange(0, 59)]
    public int? Minute { get; set; }

    [Parameter]
    [ValidateRange(0, 59)]
    public int? Second { get; set; }

    [Parameter]
    [ValidateRange(0, 999)]
    public int? Millisecond { get; set; }

    [Parameter]
    public string? Format { get; set; }

    [Parameter]
    public SwitchParameter AsUTC { get; set; }

    protected override void ProcessRecord()
    {
        var time = ParameterSetName == "UnixTime"
            ? DateTimeOffset.UnixEpoch.AddSeconds(UnixTimeSeconds).LocalDateTime
            : Date ?? DateTime.Now;
        time = time.AddYears((Year ?? time.Year) - time.Year);
        time = time.AddMonths((Month ?? time.Month) - time.Month);
        time = time.AddDays((Day ?? time.Day) - time.Day);
        time = time.AddHours((Hour ?? time.Hour) - time.Hour);
        time = time.AddMinutes((Minute ?? time.Minute) - time.Minute);
        time = time.AddSeconds((Second ?? time.Second) - time.Second);
        if (Millisecond is { } milliseconds) time = time.AddTicks(milliseconds * TimeSpan.TicksPerMillisecond - time.Ticks % TimeSpan.TicksPerSecond);
        if (AsUTC || (Format?.EndsWith("Universal", StringComparison.OrdinalIgnoreCase) ?? false)) time = time.ToUniversalTime();
        WriteObject(Format is null ? time : time.ToString(Pattern(), CultureInfo.CurrentCulture));
    }

    private string Pattern() => Format!.ToLowerInvariant() switch
    {
        "filedate" => "yyyyMMdd",
        "filedateuniversal" => "yyyyMMdd'Z'",
        "filedatetime" => "yyyyMMdd'T'HHmmssffff",
        "filedatetimeuniversal" => "yyyyMMdd'T'HHmmssffff'Z'",
        _ => Format,
    };
}
