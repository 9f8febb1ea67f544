using System;
using System.Collections.Generic;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Captures a folder as an image. wimlib reads the WINDOWS elements of the XML from the hives and the kernel of the folder; the
    /// build revision and the mark of the rehearsal are added (docs/rehearsal.md).
    /// </summary>
    internal sealed class WimCapture
    {
        private readonly Operation operation;
        private readonly string folder;
        private readonly string name;

        /// <param name="folder">What to capture: an absolute path.</param>
        /// <exception cref="DismException">0x80070003: no such folder.</exception>
        public WimCapture(Operation operation, string folder, string name)
        {
            if (!Directory.Exists(folder)) throw new DismException(Hresult.PathNotFound, folder);
            this.operation = operation;
            this.folder = folder;
            this.name = name;
        }

        public string Description { get; set; } = "";
        /// <summary>Absolute path of a list of exclusions, which replaces the usual one; empty for none.</summary>
        public string ConfigFile { get; set; } = "";
        public bool Bootable { get; set; }
        /// <summary>Verifies an integrity table that is there, and writes one.</summary>
        public bool CheckIntegrity { get; set; }
        /// <summary>Reads every resource of the finished WIM again and compares it with its hash.</summary>
        public bool Verify { get; set; }
        /// <summary>Stores absolute links as they are, not as links below the image's root.</summary>
        public bool KeepLinks { get; set; }

        /// <summary>Makes a WIM. A failure leaves no file.</summary>
        /// <exception cref="DismException">0x80070050: there is a file already (user report: DISM's error 80).</exception>
        public void Create(string wim, string compression)
        {
            if (!Directory.Exists(Path.GetDirectoryName(wim))) throw new DismException(Hresult.PathNotFound, wim);
            if (File.Exists(wim) || Directory.Exists(wim)) throw new DismException(Hresult.FileExists, wim);
            Capture(wim, "capture", WimCompression.Option(compression, "fast"));
        }

        /// <summary>Appends to a WIM in the compression that it has. A failure leaves the WIM as it was.</summary>
        /// <exception cref="DismException">0x800700b7: an image has this name already.</exception>
        public void Append(string wim)
        {
            foreach (var image in WritableWim.OpenToAppend(operation, wim).Images)
                if (string.Equals(image.Text("NAME"), name, StringComparison.OrdinalIgnoreCase)) throw new DismException(Hresult.AlreadyExists, name);
            Capture(wim, "append");
        }

        private void Capture(string wim, string command, params string[] more)
        {
            if (ConfigFile.Length > 0 && !File.Exists(ConfigFile)) throw new DismException(Hresult.FileNotFound, ConfigFile);
            var arguments = new List<string> { command, "--no-acls", KeepLinks ? "--norpfix" : "--rpfix" };
            arguments.AddRange(more);
            if (ConfigFile.Length > 0) arguments.Add("--config=" + ConfigFile);
            if (Bootable) arguments.Add("--boot");
            if (CheckIntegrity) arguments.Add("--check");
            arguments.Add("--image-property=" + WimTool.Mark + "=1");
            foreach (var property in Version()) arguments.Add("--image-property=" + property);
            // A name may begin with a hyphen.
            arguments.AddRange(new[] { "--", folder, wim, name, Description });
            operation.AwaitWork();
            operation.Phase(0, Verify ? 70 : 100);
            WimTool.Guarded(wim, () =>
            {
                // Lists of exclusions are written for Windows, where case does not matter.
                WimTool.Run(operation, arguments, ignoreCase: true);
                if (Verify) ReadBack(wim);
            });
        }

        private void ReadBack(string wim)
        {
            operation.Phase(70, 100);
            WimTool.Run(operation, new[] { "verify", wim });
            operation.Log.Info("Verify: every resource of " + wim + " has the content that was captured");
        }

        private IEnumerable<string> Version()
        {
            uint? ubr;
            try
            {
                ubr = ImageVersion.ReadUbr(folder, operation.Scratch);
            }
            catch (DismException error) when (error.HResult == Hresult.FileCorrupt)
            {
                operation.Log.Warning("The image gets no version: " + error.Detail);
                ubr = null;
            }
            if (ubr == null) return Array.Empty<string>();
            return new[] { "WINDOWS/VERSION/SPBUILD=" + WimTool.Number(ubr.Value), "WINDOWS/VERSION/SPLEVEL=0" };
        }
    }
}
