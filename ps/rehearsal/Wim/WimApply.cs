using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;

namespace Microsoft.Dism.Commands
{
    /// <summary>Writes the files of an image into a folder, over what is there.</summary>
    internal sealed class WimApply
    {
        private readonly Operation operation;

        public WimApply(Operation operation) => this.operation = operation;

        /// <summary>The further parts of a split WIM: an absolute path with * and ?; empty for none.</summary>
        public string PartPattern { get; set; } = "";
        /// <summary>Verifies the WIM's integrity table first, if it has one.</summary>
        public bool CheckIntegrity { get; set; }
        /// <summary>Reads every file again and compares it with the image.</summary>
        public bool Verify { get; set; }
        /// <summary>Leaves absolute links as they are stored.</summary>
        public bool KeepLinks { get; set; }

        /// <exception cref="DismException">0x80070003 no such folder, 0x80070570 damaged, 0x80070070 disk full.</exception>
        public void Run(WimImage image, string folder)
        {
            if (!Directory.Exists(folder)) throw new DismException(Hresult.PathNotFound, folder);
            var arguments = new List<string> { "apply", image.Wim.Path, WimTool.Number(image.Index), folder, "--no-acls" };
            arguments.AddRange(SplitSet.References(image.Wim, PartPattern));
            // The usual way is the WIM's own: links are moved in one whose links were stored to be moved.
            if (KeepLinks) arguments.Add("--norpfix");
            if (CheckIntegrity) arguments.Add("--check");
            operation.AwaitWork();
            operation.Phase(0, Verify ? 60 : 100);
            WimTool.Run(operation, arguments);
            if (Verify) Compare(image, folder);
        }

        private void Compare(WimImage image, string folder)
        {
            operation.Phase(60, 100);
            var files = WimListing.Read(operation, image).Where(entry => entry.IsFile).ToList();
            for (var i = 0; i < files.Count; i++)
            {
                operation.Progress(i * 100 / files.Count);
                // An empty file has no stream and no hash.
                var path = folder + files[i].Path;
                var same = files[i].Sha1.Trim('0').Length == 0 ? new FileInfo(path).Length == 0 : Sha1(path) == files[i].Sha1;
                if (!same) throw new DismException(Hresult.FileCorrupt, path + " is not what the image holds");
            }
            operation.Log.Info("Verify: " + files.Count + " files in " + folder + " have the content of the image");
        }

        private static string Sha1(string path)
        {
            using (var sha = SHA1.Create())
            using (var stream = Posix.OpenRead(path))
                return BitConverter.ToString(sha.ComputeHash(stream)).Replace("-", "").ToLowerInvariant();
        }
    }
}
