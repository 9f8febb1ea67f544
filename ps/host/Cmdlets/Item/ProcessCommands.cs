using System.Diagnostics;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Process by name pattern or identifier.</summary>
[Cmdlet(VerbsCommon.Get, "Process", DefaultParameterSetName = "Name")]
[OutputType(typeof(Process))]
public sealed class GetProcessCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Name")]
    [Alias("ProcessName")]
    public string[] Name { get; set; } = ["*"];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Id")]
    [Alias("PID")]
    public int[] Id { get; set; } = [];

    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Id")
        {
            foreach (var id in Id)
            {
                var process = Array.Find(Process.GetProcesses(), process => process.Id == id);
                if (process is not null) WriteObject(process);
                else NotFound("NoProcessFoundForGivenId", $"Cannot find a process with the process identifier {id}.", id);
            }
            return;
        }
        foreach (var name in Name)
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            var found = Process.GetProcesses().Where(process => pattern.IsMatch(process.ProcessName)).OrderBy(process => process.ProcessName, StringComparer.OrdinalIgnoreCase).ThenBy(process => process.Id).ToList();
            foreach (var process in found) WriteObject(process);
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                NotFound("NoProcessFoundForGivenName", $"Cannot find a process with the name \"{name}\". Verify the process name and call the cmdlet again.", name);
        }
    }

    private void NotFound(string id, string message, object target) =>
        WriteError(new ErrorRecord(new PSArgumentException(message), id, ErrorCategory.ObjectNotFound, target));
}

/// <summary>Stop-Process by identifier or object.</summary>
[Cmdlet(VerbsLifecycle.Stop, "Process", DefaultParameterSetName = "Id", SupportsShouldProcess = true)]
public sealed class StopProcessCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Id")]
    public int[] Id { get; set; } = [];

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    public Process[] InputObject { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (var id in ParameterSetName == "Id" ? Id : InputObject.Select(process => process.Id))
        {
            try
            {
                using var process = Process.GetProcessById(id);
                if (ShouldProcess($"{process.ProcessName} ({id})", "Stop-Process")) process.Kill();
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                WriteError(new ErrorRecord(error, error is ArgumentException ? "NoProcessFoundForGivenId" : "CouldNotStopProcess", ErrorCategory.CloseError, id));
            }
        }
    }
}
