using System.Management.Automation;
using System.Text;
using Microsoft.PowerShell.Commands.Internal.Format;
using OfflineServicing.Host;

namespace Microsoft.PowerShell.Commands;

/// <summary>Out-File, which the engine also calls for the redirections &gt; and &gt;&gt;.</summary>
[Cmdlet(VerbsData.Out, "File", DefaultParameterSetName = "ByPath", SupportsShouldProcess = true)]
public sealed class OutFileCommand : FrontEndCommandBase
{
    private StreamWriter? _file;

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

    protected override void BeginProcessing()
    {
        var path = FilePathOf(this, ParameterSetName == "ByLiteralPath" ? LiteralPath : FilePath, ParameterSetName == "ByLiteralPath");
        if (!ShouldProcess(path, "Output to File")) return;
        _file = TextFile.OpenWriter(this, path, Encoding, Append, NoClobber, Force);
        EngineInternals.UseWriter(this, _file, Width ?? OutStringCommand.DefaultColumns, NoNewline);
        base.BeginProcessing();
    }

    protected override void ProcessRecord()
    {
        if (_file is not null) base.ProcessRecord();
    }

    protected override void EndProcessing()
    {
        if (_file is null) return;
        base.EndProcessing();
        _file.Dispose();
    }

    protected override void InternalDispose()
    {
        base.InternalDispose();
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
