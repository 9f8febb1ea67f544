using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Resolve-Path.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "Path", DefaultParameterSetName = PathSet)]
[OutputType(typeof(PathInfo), typeof(string))]
public sealed class ResolvePathCommand : ItemPathCommand
{
    [Parameter]
    public SwitchParameter Relative { get; set; }

    protected override void ProcessRecord() => ForEachPath(path =>
    {
        foreach (var found in SessionState.Path.GetResolvedPSPathFromPSPath(IsLiteral ? WildcardPattern.Escape(path) : path))
        {
            if (Relative) WriteObject(RelativeTo(found));
            else WriteObject(found);
        }
    });

    private string RelativeTo(PathInfo found)
    {
        var here = SessionState.Path.CurrentLocation;
        if (found.Provider.Name != here.Provider.Name) return found.Path;
        var relative = System.IO.Path.GetRelativePath(here.ProviderPath, found.ProviderPath);
        return relative == "." || relative.StartsWith("..", StringComparison.Ordinal) ? relative : System.IO.Path.Join(".", relative);
    }
}

/// <summary>Convert-Path: paths of the provider, without drives of PowerShell.</summary>
[Cmdlet(VerbsData.Convert, "Path", DefaultParameterSetName = PathSet)]
[OutputType(typeof(string))]
public sealed class ConvertPathCommand : ItemPathCommand
{
    protected override void ProcessRecord() => ForEachPath(path =>
    {
        foreach (var found in GetResolvedProviderPathFromPSPath(IsLiteral ? WildcardPattern.Escape(path) : path, out _)) WriteObject(found);
    });
}

/// <summary>Split-Path: a part of a path, or whether it is absolute.</summary>
[Cmdlet(VerbsCommon.Split, "Path", DefaultParameterSetName = "ParentSet")]
[OutputType(typeof(string), typeof(bool))]
public sealed class SplitPathCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "ParentSet")]
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LeafSet")]
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LeafBaseSet")]
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "ExtensionSet")]
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "QualifierSet")]
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "NoQualifierSet")]
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "IsAbsoluteSet")]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPathSet")]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(ParameterSetName = "ParentSet")]
    public SwitchParameter Parent { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LeafSet")]
    public SwitchParameter Leaf { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LeafBaseSet")]
    public SwitchParameter LeafBase { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "ExtensionSet")]
    public SwitchParameter Extension { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "QualifierSet")]
    public SwitchParameter Qualifier { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "NoQualifierSet")]
    public SwitchParameter NoQualifier { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "IsAbsoluteSet")]
    public SwitchParameter IsAbsolute { get; set; }

    [Parameter]
    public SwitchParameter Resolve { get; set; }

    protected override void ProcessRecord()
    {
        var literal = ParameterSetName == "LiteralPathSet";
        foreach (var given in literal ? LiteralPath : Path)
        {
            try
            {
                var paths = Resolve ? SessionState.Path.GetResolvedPSPathFromPSPath(literal ? WildcardPattern.Escape(given) : given).Select(found => found.Path) : [given];
                foreach (var path in paths)
                    if (Part(path) is { } part) WriteObject(part);
            }
            catch (RuntimeException error) when (error is not PipelineStoppedException)
            {
                WriteError(new ErrorRecord(error.ErrorRecord, error));
            }
        }
    }

    private object? Part(string path)
    {
        switch (ParameterSetName)
        {
            case "LeafSet": return SessionState.Path.ParseChildName(path);
            case "LeafBaseSet": return System.IO.Path.GetFileNameWithoutExtension(SessionState.Path.ParseChildName(path));
            case "ExtensionSet": return System.IO.Path.GetExtension(SessionState.Path.ParseChildName(path));
            case "IsAbsoluteSet": return SessionState.Path.IsPSAbsolute(path, out _);
            case "NoQualifierSet": return path[QualifierLength(path)..];
            case "QualifierSet":
                var length = QualifierLength(path);
                if (length > 0) return path[..length];
                WriteError(new ErrorRecord(new FormatException($"Cannot parse path because path '{path}' does not have a qualifier specified."),
                    "ParsePathFormatError", ErrorCategory.InvalidArgument, path));
                return null;
            default: return SessionState.Path.ParseParent(path, "");
        }
    }

    // "C:" or "Provider::"; zero where there is none.
    private static int QualifierLength(string path)
    {
        var colon = path.IndexOf(':');
        if (colon < 0) return 0;
        return path.AsSpan(colon).StartsWith("::") ? colon + 2 : colon + 1;
    }
}
