using System.Management.Automation;
using System.Text;

namespace Microsoft.PowerShell.Commands;

/// <summary>Out-File, which the engine also calls for the redirections &gt; and &gt;&gt;.</summary>
[Cmdlet(VerbsData.Out, "File", DefaultParameterSetName = "ByPath", SupportsShouldProcess = true)]
public sealed class OutFileCommand : PSCmdlet, IDisposable
{
    private StreamWriter? _file;
    private FormattedText? _format;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "ByPath")]
    [Alias("Path")]
    public string FilePath { get; set; } = "";

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "ByLiteralPath")]
    [Alias("PSPath", "LP")]
    public string LiteralPath { get; set; } = "";

    [Parameter(Position = 1)]
    [TextEncoding]
    public Encoding Encoding { get; set; } = TextEncodingAttribute.Utf8;

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int? Width { get; set; }

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void BeginProcessing()
    {
        var path = FilePathOf(this, ParameterSetName == "ByLiteralPath" ? LiteralPath : FilePath, ParameterSetName == "ByLiteralPath");
        if (!ShouldProcess(path, "Output to File")) return;
        _file = TextFile.OpenWriter(this, path, Encoding, Append, NoClobber, Force);
        // Lines in a file are not cut; pwsh wraps there only when it is asked to.
        _format = new FormattedText(this, _file, Width ?? int.MaxValue / 2, NoNewline);
    }

    protected override void ProcessRecord() => _format?.Add(InputObject);

    protected override void EndProcessing()
    {
        _format?.Complete();
        _file?.Dispose();
    }

    public void Dispose()
    {
        _format?.Dispose();
        _file?.Dispose();
    }

    /// <summary>The one file of the file system that a path means; it need not exist.</summary>
    internal static string FilePathOf(PSCmdlet cmdlet, string path, bool literal)
    {
        if (!literal && WildcardPattern.ContainsWildcardCharacters(path))
        {
            var found = cmdlet.GetResolvedProviderPathFromPSPath(path, out _);
            if (found.Count == 1) return found[0];
            if (found.Count > 1)
                cmdlet.ThrowTerminatingError(new ErrorRecord(new PSArgumentException("Cannot perform operation because the path resolved to more than one file."),
                    "ReadWriteMultipleFilesNotSupported", ErrorCategory.InvalidArgument, path));
        }
        return cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
    }
}
