using System.Management.Automation;
using System.Management.Automation.Language;

namespace Microsoft.PowerShell.Commands;

/// <summary>Import-PowerShellDataFile: the hashtable of a .psd1 file, read without running anything.</summary>
[Cmdlet(VerbsData.Import, "PowerShellDataFile", DefaultParameterSetName = PathSet)]
public sealed class ImportPowerShellDataFileCommand : ItemPathCommand
{
    protected override void ProcessRecord() => ForEachPath(path =>
    {
        var files = IsLiteral ? [SessionState.Path.GetUnresolvedProviderPathFromPSPath(path)] : GetResolvedProviderPathFromPSPath(path, out _).ToArray();
        foreach (var file in files) Read(file);
    });

    private void Read(string file)
    {
        var ast = Parser.ParseFile(file, out _, out var errors);
        if (errors.Length > 0)
        {
            WriteError(new ErrorRecord(new InvalidOperationException($"The file '{file}' could not be parsed as a PowerShell Data File: {errors[0].Message}"),
                "CouldNotParseAsPowerShellDataFile", ErrorCategory.ParserError, file));
            return;
        }
        if (ast.Find(node => node is HashtableAst, searchNestedScriptBlocks: false) is not HashtableAst table)
        {
            WriteError(new ErrorRecord(new InvalidOperationException($"No hashtable root node found in '{file}'."), "CouldNotParseAsPowerShellDataFileNoHashtableRoot", ErrorCategory.ParserError, file));
            return;
        }
        WriteObject(table.SafeGetValue());
    }
}
