using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Splits a WIM into parts `install.swm`, `install2.swm`, … of a size that is exceeded only by a part with one large
    /// resource, since no resource is cut.
    /// </summary>
    internal sealed class WimSplit
    {
        // 2^40 MiB: wimlib counts the bytes in 64 bits.
        private const ulong LargestPart = 1UL << 40;
        private readonly Operation operation;

        public WimSplit(Operation operation) => this.operation = operation;

        /// <summary>Verifies the source's integrity table, and writes one into every part.</summary>
        public bool CheckIntegrity { get; set; }

        /// <param name="megabytes">Largest part, in MiB.</param>
        /// <param name="first">Absolute path of the first part. A failure leaves no part.</param>
        /// <exception cref="DismException">0x80070032 an ESD or split already, 0x80070050 there is a first part, 0x80070057 no size.</exception>
        public void Run(WimFile wim, string first, ulong megabytes)
        {
            if (megabytes == 0) throw new DismException(Hresult.InvalidArgument, "part size 0");
            if (wim.IsEsd) throw new DismException(Hresult.NotSupported, "an ESD cannot be split: " + wim.Path);
            if (wim.TotalParts > 1) throw new DismException(Hresult.NotSupported, "split already: " + wim.Path);
            if (!Directory.Exists(Path.GetDirectoryName(first))) throw new DismException(Hresult.PathNotFound, first);
            if (File.Exists(first)) throw new DismException(Hresult.FileExists, first);
            operation.AwaitWork();
            // The XML of parts cannot be changed any more, so the mark must be in what is split.
            var isMarked = wim.Images.All(image => image.Text(WimTool.Mark) == "1");
            operation.Phase(0, isMarked ? 0 : 40);
            var source = isMarked ? wim.Path : Mark(wim);
            operation.Phase(isMarked ? 0 : 40, 100);
            var before = Parts(first);
            try
            {
                var size = Math.Min(megabytes, LargestPart).ToString(CultureInfo.InvariantCulture);
                var arguments = new List<string> { "split", source, first, size };
                if (CheckIntegrity) arguments.Add("--check");
                WimTool.Run(operation, arguments);
            }
            catch
            {
                foreach (var part in Parts(first).Except(before)) File.Delete(part);
                throw;
            }
        }

        private string Mark(WimFile wim)
        {
            var copy = Path.Combine(operation.Scratch.NewFolder(), "marked.wim");
            var arguments = new List<string> { "export", wim.Path, "all", copy };
            if (wim.BootIndex > 0) arguments.Add("--boot");
            if (CheckIntegrity) arguments.Add("--check");
            WimTool.Run(operation, arguments);
            foreach (var image in wim.Images)
                WimTool.SetProperties(operation, copy, image.Index, new[] { new KeyValuePair<string, string>(WimTool.Mark, "1") });
            return copy;
        }

        private static List<string> Parts(string first)
        {
            var stem = Path.GetFileNameWithoutExtension(first);
            return Directory.GetFiles(Path.GetDirectoryName(first)!)
                .Where(file => Path.GetExtension(file) == Path.GetExtension(first) && IsPart(Path.GetFileNameWithoutExtension(file), stem)).ToList();
        }

        private static bool IsPart(string name, string stem) =>
            name.StartsWith(stem, StringComparison.Ordinal) && name.Substring(stem.Length).All(c => c >= '0' && c <= '9');
    }
}
