using System.Collections.Generic;

namespace Microsoft.Dism.Commands
{
    /// <summary>The English texts that Windows prints for HRESULTs. Where the text is not known, DISM's own fallback is used.</summary>
    internal static class Messages
    {
        private static readonly Dictionary<uint, string> Known = new Dictionary<uint, string>
        {
            [0x80004001] = "Not implemented.",
            [0x80004005] = "Unspecified error",
            [0x80070002] = "The system cannot find the file specified.",
            [0x80070003] = "The system cannot find the path specified.",
            [0x80070005] = "Access is denied.",
            [0x8007000B] = "An attempt was made to load a program with an incorrect format.",
            [0x8007000D] = "The data is invalid.",
            [0x8007000E] = "Not enough memory resources are available to complete this operation.",
            [0x80070020] = "The process cannot access the file because it is being used by another process.",
            [0x80070032] = "The request is not supported.",
            [0x80070050] = "The file exists.",
            [0x80070057] = "The parameter is incorrect.",
            [0x80070070] = "There is not enough space on the disk.",
            [0x8007007E] = "The specified module could not be found.",
            [0x80070091] = "The directory is not empty.",
            [0x800700B7] = "Cannot create a file when that file already exists.",
            [0x800700CE] = "The filename or extension is too long.",
            [0x800702E4] = "The requested operation requires elevation.",
            [0x800704C7] = "The operation was canceled by the user.",
            [0x800705B4] = "This operation returned because the timeout period expired.",
            [0x80070228] = "An error occurred applying the Unattend.xml file from the .msu package.",
            [0x80070570] = "The file or directory is corrupted and unreadable.",
            [0x80070643] = "Fatal error during installation.",
            [0x800706BE] = "The remote procedure call failed.",
            [0x80073712] = "The component store has been corrupted.",
            [0x80070490] = "Element not found.",
            [0x800F0100] = "The style of the INF is different than what was requested.",
            [0x800F022F] = "The third-party INF does not contain digital signature information.",
            [0x800F023C] = "The specified file is not an installed OEM INF.",
            [0x800F0242] = "The publisher of an Authenticode(tm) signed catalog has not yet been established as trusted.",
            [0x800F024B] = "The hash for the file is not present in the specified catalog file. The file is likely corrupt or the victim of tampering.",
            [0x800F081E] = "The specified package is not applicable to this image.",
            [0x800F081F] = "The source files could not be found.",
            [0x800F0823] = "Package may have failed due to pending updates to servicing components in the image. Try the command again.",
            [0x800F0830] = "The image cannot be serviced.",
            [0xC004000D] = "One or several parent features are disabled so current feature can not be enabled.",
            [0xC1420113] = "The user attempted to mount to a directory that already contained a mounted image. This is not supported.",
            [0xC1420114] = "The user attempted to mount to a directory that is not empty. This is not supported.",
            [0xC1420117] = "The directory could not be completely unmounted. This is usually due to applications that still have files "
                + "opened within the mount directory. Close these files and unmount again to complete the unmount process.",
            [0xC142011D] = "The specified mounted image cannot be committed back into the WIM. This occurs during a partial unmount or "
                + "when the image is still being mounted. If this image was previously mounted with a commit, the commit probably succeeded.",
            [0xC1420127] = "The specified image in the specified wim is already mounted for read/write access.",
            [0xC1510111] = "You do not have permissions to mount and modify this image.",
            [0xC1510114] = "The image needs to be remounted before it can be serviced.",
        };

        /// <summary>The text of an HRESULT, or null.</summary>
        public static string? Find(int hresult) =>
            Known.TryGetValue(unchecked((uint)hresult), out var text) ? text : null;

        /// <summary>What DISM prints for a code without a text.</summary>
        public static string Fallback(string cmdlet, int hresult) =>
            cmdlet + " failed. Error code = " + DismException.Format(hresult);
    }
}
