using System;
using System.Collections.Generic;

namespace Microsoft.Dism.Commands
{
    /// <summary>The values of -CompressionType, which count in any case.</summary>
    internal static class WimCompression
    {
        private static readonly Dictionary<string, string> Types = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["none"] = "none", ["fast"] = "fast", ["max"] = "maximum",
        };

        /// <summary>The option of wimlib-imagex for it.</summary>
        /// <param name="given">none, fast or max; empty for the cmdlet's default.</param>
        /// <exception cref="DismException">0x80070057: no such type.</exception>
        public static string Option(string given, string byDefault) =>
            Types.TryGetValue(given.Length > 0 ? given : byDefault, out var type) ? "--compress=" + type
            : throw new DismException(Hresult.InvalidArgument, "compression type " + given);
    }
}
