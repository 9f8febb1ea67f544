using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;
using OfflineServicing.Host;

namespace Microsoft.PowerShell.Commands;

/// <summary>Format-Table: the engine's own table formatter, parameters included.</summary>
[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableCommand : OuterFormatTableBase
{
    public FormatTableCommand() => EngineInternals.UseFormatter(this, "Table");
}

/// <summary>Format-List: the engine's own list formatter, parameters included.</summary>
[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatListCommand : OuterFormatTableAndListBase
{
    public FormatListCommand() => EngineInternals.UseFormatter(this, "List");
}
