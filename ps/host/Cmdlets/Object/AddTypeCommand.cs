using System.Management.Automation;
using System.Reflection;

namespace Microsoft.PowerShell.Commands;

/// <summary>Add-Type for assemblies that exist; compiling source text needs a compiler, which this host does not carry.</summary>
[Cmdlet(VerbsCommon.Add, "Type", DefaultParameterSetName = "FromAssemblyName")]
public sealed class AddTypeCommand : PSCmdlet
{
    [Parameter(Mandatory = true, ParameterSetName = "FromAssemblyName")]
    [Alias("AN")]
    public string[] AssemblyName { get; set; } = [];

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "FromPath")]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "FromLiteralPath")]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void EndProcessing()
    {
        foreach (var assembly in Load())
            if (PassThru) WriteObject(assembly.GetExportedTypes(), enumerateCollection: true);
    }

    private IEnumerable<Assembly> Load() => ParameterSetName switch
    {
        "FromAssemblyName" => AssemblyName.Select(ByName),
        "FromPath" => Path.SelectMany(path => GetResolvedProviderPathFromPSPath(path, out _)).Select(Assembly.LoadFrom),
        _ => LiteralPath.Select(path => Assembly.LoadFrom(SessionState.Path.GetUnresolvedProviderPathFromPSPath(path))),
    };

    private Assembly ByName(string name)
    {
        try
        {
            return Assembly.Load(new AssemblyName(name));
        }
        catch (Exception error) when (error is IOException or BadImageFormatException)
        {
            ThrowTerminatingError(new ErrorRecord(new FileNotFoundException($"Cannot find the assembly \"{name}\".", error), "ASSEMBLY_NOT_FOUND", ErrorCategory.ObjectNotFound, name));
            throw;
        }
    }
}
