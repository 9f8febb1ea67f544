using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>Calls of wimlib-imagex; see its manual pages.</summary>
    internal static class WimTool
    {
        /// <summary>Path of the rehearsal's mark in an image's XML.</summary>
        public const string Mark = "OFFLINESERVICING/REHEARSAL";
        private const string Tool = "wimlib-imagex";
        private static readonly Dictionary<string, string> IgnoreCase = new Dictionary<string, string> { ["WIMLIB_IMAGEX_IGNORE_CASE"] = "1" };

        /// <param name="reader">Gets the output in pieces; the answer is then empty.</param>
        /// <param name="ignoreCase">Paths and patterns match in any case.</param>
        /// <exception cref="DismException">wimlib failed; the code says why as well as it can be told.</exception>
        public static string Run(Operation operation, IReadOnlyList<string> arguments, string input = "", Action<string>? reader = null,
            bool ignoreCase = false)
        {
            var result = ChildProcess.Run(operation, Tool, arguments, input, reader, ignoreCase ? IgnoreCase : null);
            if (result.ExitCode == 0) return result.Output;
            throw new DismException(Classify(result), result.Error.Length > 0 ? result.Error : result.Output);
        }

        /// <summary>Sets values in the XML of one image; the image itself is untouched.</summary>
        public static void SetProperties(Operation operation, string wim, uint index, IEnumerable<KeyValuePair<string, string>> properties)
        {
            var arguments = new List<string> { "info", wim, Number(index) };
            foreach (var property in properties)
            {
                arguments.Add("--image-property");
                arguments.Add(property.Key + "=" + property.Value);
            }
            if (arguments.Count > 3) Run(operation, arguments);
        }

        public static string Number(uint number) => number.ToString(CultureInfo.InvariantCulture);

        /// <summary>Runs work that writes a WIM; a failure or a stop puts the file back as it was, by length and header.</summary>
        public static void Guarded(string wim, Action work)
        {
            if (!File.Exists(wim))
            {
                try { work(); }
                catch { File.Delete(wim); throw; }
                return;
            }
            byte[] header;
            long length;
            using (var stream = Posix.OpenRead(wim))
            {
                length = stream.Length;
                header = new BinaryReader(stream).ReadBytes(WimFile.HeaderSize);
            }
            try { work(); }
            catch (Exception error) when (error.HResult != Hresult.SharingViolation)
            {
                // Who is locked out has not written, and must not disturb the one who does. Else wimlib appends and
                // rewrites the header last, so that what was there is still there.
                using (var stream = new FileStream(wim, FileMode.Open, FileAccess.Write))
                {
                    stream.SetLength(length);
                    stream.Write(header, 0, header.Length);
                }
                throw;
            }
        }

        // Exit codes are wimlib's own numbers, which differ between versions; the texts do not.
        private static int Classify(ChildResult result)
        {
            var text = result.Error + result.Output;
            if (Has(text, "No space left on device")) return Hresult.DiskFull;
            if (Has(text, "still files open") || Has(text, "resource busy")) return Hresult.PartialUnmount;
            if (Has(text, "locked")) return Hresult.SharingViolation;
            if (Has(text, "already an image named") || Has(text, "already in use")) return Hresult.AlreadyExists;
            if (Has(text, "Permission denied") || Has(text, "Operation not permitted") || Has(text, "Read-only file system")) return Hresult.AccessDenied;
            foreach (var word in new[] { "integrity", "corrupt", "invalid", "decompress", "hash", "unexpected end" })
                if (Has(text, word)) return Hresult.FileCorrupt;
            return Hresult.Fail;
        }

        private static bool Has(string text, string word) => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
    }
}
