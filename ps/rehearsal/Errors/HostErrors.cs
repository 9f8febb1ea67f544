using System;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>What failures of the machine's own files are as HRESULTs.</summary>
    internal static class HostErrors
    {
        private const int NoSpace = 28;

        /// <param name="error">An IOException or UnauthorizedAccessException.</param>
        public static int HresultOf(Exception error) =>
            error is UnauthorizedAccessException ? Hresult.AccessDenied
            : error is PathTooLongException ? Hresult.FileNameTooLong
            : error is FileNotFoundException ? Hresult.FileNotFound
            : error is DirectoryNotFoundException ? Hresult.PathNotFound
            // .NET gives the errno itself as the HRESULT of an IOException.
            : error.HResult == NoSpace || error.Message.IndexOf("No space left", StringComparison.Ordinal) >= 0 ? Hresult.DiskFull
            : Hresult.Fail;
    }
}
