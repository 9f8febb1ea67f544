using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Item.</summary>
[Cmdlet(VerbsCommon.Get, "Item", DefaultParameterSetName = PathSet)]
public sealed class GetItemCommand : ItemPathCommand
{
    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord() => ForEachPath(path =>
        WriteObject(InvokeProvider.Item.Get([path], Force, IsLiteral), enumerateCollection: true));
}

/// <summary>Get-ItemProperty: all properties of an item, or the named ones.</summary>
[Cmdlet(VerbsCommon.Get, "ItemProperty", DefaultParameterSetName = PathSet)]
public sealed class GetItemPropertyCommand : ItemPathCommand
{
    [Parameter(Position = 1)]
    [Alias("PSProperty")]
    public string[] Name { get; set; } = [];

    protected override void ProcessRecord() => ForEachPath(path =>
        WriteObject(InvokeProvider.Property.Get([path], [.. Name], IsLiteral), enumerateCollection: true));
}

/// <summary>Get-ChildItem on the file system and other drives; the patterns of -Filter, -Include and -Exclude are on names.</summary>
[Cmdlet(VerbsCommon.Get, "ChildItem", DefaultParameterSetName = "Items")]
public sealed class GetChildItemCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Items")]
    public string[] Path { get; set; } = ["."];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralItems")]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Filter { get; set; }

    [Parameter]
    public string[]? Include { get; set; }

    [Parameter]
    public string[]? Exclude { get; set; }

    [Parameter]
    [Alias("s")]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public uint Depth { get; set; } = uint.MaxValue;

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter Name { get; set; }

    [Parameter]
    [Alias("ad")]
    public SwitchParameter Directory { get; set; }

    [Parameter]
    [Alias("af")]
    public SwitchParameter File { get; set; }

    protected override void ProcessRecord()
    {
        var literal = ParameterSetName == "LiteralItems";
        // -Depth implies -Recurse.
        var recurse = Recurse || MyInvocation.BoundParameters.ContainsKey(nameof(Depth));
        foreach (var path in literal ? LiteralPath : Path)
        {
            try
            {
                foreach (var item in InvokeProvider.ChildItem.Get([path], recurse, Depth, Force, literal))
                    if (Wanted(item)) WriteObject(Name ? NameOf(item) : item);
            }
            catch (RuntimeException error) when (error is not PipelineStoppedException)
            {
                WriteError(new ErrorRecord(error.ErrorRecord, error));
            }
        }
    }

    private bool Wanted(PSObject item)
    {
        var container = item.Properties["PSIsContainer"]?.Value is true;
        if ((Directory && !container) || (File && container)) return false;
        var name = NameOf(item);
        if (Filter is not null && !Matches(Filter, name)) return false;
        if (Include is { Length: > 0 } && !Include.Any(pattern => Matches(pattern, name))) return false;
        return Exclude is null || !Exclude.Any(pattern => Matches(pattern, name));
    }

    private static string NameOf(PSObject item) => item.Properties["PSChildName"]?.Value as string ?? item.ToString();

    private static bool Matches(string pattern, string name) => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(name);
}
