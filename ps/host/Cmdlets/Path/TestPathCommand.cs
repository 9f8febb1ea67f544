using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>What Test-Path asks for.</summary>
public enum TestPathType { Any, Container, Leaf }

/// <summary>Test-Path.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = PathSet)]
[OutputType(typeof(bool))]
public sealed class TestPathCommand : PSCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
    [AllowNull, AllowEmptyCollection, AllowEmptyString]
    public string?[]? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP")]
    [AllowNull, AllowEmptyCollection, AllowEmptyString]
    public string?[]? LiteralPath { get; set; }

    [Parameter]
    [Alias("Type")]
    public TestPathType PathType { get; set; } = TestPathType.Any;

    [Parameter]
    public SwitchParameter IsValid { get; set; }

    protected override void ProcessRecord()
    {
        var literal = ParameterSetName == LiteralPathSet;
        var paths = literal ? LiteralPath : Path;
        if (paths is null || paths.Length == 0)
            ThrowTerminatingError(new ErrorRecord(new ArgumentNullException(literal ? nameof(LiteralPath) : nameof(Path)), "NullPathNotPermitted", ErrorCategory.InvalidArgument, null));
        else
            foreach (var path in paths) WriteObject(Test(path, literal));
    }

    private bool Test(string? path, bool literal)
    {
        if (string.IsNullOrWhiteSpace(path)) return false;
        try
        {
            if (IsValid) return SessionState.Path.IsValid(path);
            // A container is what can be set as location; the provider resolves wildcards in both questions.
            return PathType switch
            {
                TestPathType.Container => InvokeProvider.Item.IsContainer(Escape(path, literal)),
                TestPathType.Leaf => InvokeProvider.Item.Exists(path, force: true, literal) && !InvokeProvider.Item.IsContainer(Escape(path, literal)),
                _ => InvokeProvider.Item.Exists(path, force: true, literal),
            };
        }
        catch (Exception error) when (error is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or NotSupportedException)
        {
            return false;
        }
    }

    private static string Escape(string path, bool literal) => literal ? WildcardPattern.Escape(path) : path;
}
