using System;
using System.Globalization;

namespace Microsoft.Dism.Commands
{
    /// <summary>A failure with its HRESULT, on its way to the cmdlet that turns it into a terminating error.</summary>
    internal sealed class DismException : Exception
    {
        /// <param name="hresult">The code that native DISM would give.</param>
        /// <param name="detail">What the log should say besides the code, for people.</param>
        /// <param name="message">Replaces the catalogue's text, e.g. where it names a feature.</param>
        public DismException(int hresult, string? detail = null, string? message = null)
            : base(message ?? Messages.Find(hresult) ?? "")
        {
            HResult = hresult;
            Detail = detail ?? "";
        }

        public string Detail { get; }

        /// <summary>The HRESULT as DISM prints it.</summary>
        public static string Format(int hresult) =>
            "0x" + unchecked((uint)hresult).ToString("x8", CultureInfo.InvariantCulture);
    }
}
