using System.Management.Automation;
using System.Text;

namespace Microsoft.PowerShell.Commands;

/// <summary>Opens text files for cmdlets, with their switches and error identifiers.</summary>
internal static class TextFile
{
    /// <summary>A writer at the start or end of a file; what the file system refuses ends the cmdlet.</summary>
    public static StreamWriter OpenWriter(PSCmdlet cmdlet, string path, Encoding encoding, bool append, bool noClobber, bool force)
    {
        try
        {
            if (force && File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly))
                File.SetAttributes(path, File.GetAttributes(path) & ~FileAttributes.ReadOnly);
            var mode = append ? FileMode.Append : noClobber ? FileMode.CreateNew : FileMode.Create;
            return new StreamWriter(new FileStream(path, mode, FileAccess.Write, FileShare.ReadWrite), encoding) { NewLine = Environment.NewLine };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            var exists = noClobber && File.Exists(path);
            cmdlet.ThrowTerminatingError(new ErrorRecord(error, exists ? "NoClobber" : "FileOpenFailure",
                exists ? ErrorCategory.ResourceExists : ErrorCategory.OpenError, path));
            throw;
        }
    }
}
