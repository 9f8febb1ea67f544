using System.Reflection;

namespace OfflineServicing.Host;

/// <summary>
/// [powershell]::Create() and an argument-less CreateRunspace() load the assemblies of pwsh's built-in snap-ins by name and
/// fail where they are missing. Here this assembly stands in for the two whose cmdlets it has, and one without cmdlets for
/// the others. The initial state of CreateDefault2(), which the host itself uses, takes the modules in $PSHOME instead.
/// </summary>
internal static class SnapInStandIns
{
    public static void Register() => AppDomain.CurrentDomain.AssemblyResolve += (_, wanted) => new AssemblyName(wanted.Name).Name switch
    {
        "Microsoft.PowerShell.Commands.Utility" or "Microsoft.PowerShell.Commands.Management" => typeof(SnapInStandIns).Assembly,
        "Microsoft.PowerShell.ConsoleHost" or "Microsoft.PowerShell.Security" => typeof(Console).Assembly,
        _ => null,
    };
}
