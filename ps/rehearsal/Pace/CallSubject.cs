using System;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>Paths of this machine that a call names; empty where it names none.</summary>
    internal sealed class CallPaths
    {
        /// <summary>Mount folder or folder with an applied image.</summary>
        public string Image = "";
        /// <summary>Folder that is captured.</summary>
        public string Captured = "";
        /// <summary>The WIM that is read; of a capture the one that is written.</summary>
        public string Wim = "";
        /// <summary>0 where none is named.</summary>
        public uint Index;
        public string Name = "";
        public string Package = "";
        public string Destination = "";
        /// <summary>Name of the feature, capability or package.</summary>
        public string Item = "";
    }

    /// <summary>What a call is about: the image, and what kind of image that is.</summary>
    internal sealed class CallSubject
    {
        /// <summary>Absolute path of the mount or folder, else of the WIM; empty for none.</summary>
        public string Target { get; private set; } = "";
        /// <summary>Index in the WIM; 0 where it is unknown.</summary>
        public uint Index { get; private set; }
        public ImageKind? Kind { get; private set; }
        /// <summary>Absolute path of the package or destination, else the name of what is serviced.</summary>
        public string Detail { get; private set; } = "";
        /// <summary>File or folder of the packages; empty for none.</summary>
        public string Package { get; private set; } = "";

        /// <summary>Looks at what is there; what is not, or is no image, is told by the call itself.</summary>
        /// <param name="detail">What is told instead of package, destination or name.</param>
        public static CallSubject Of(Operation operation, CallPaths paths, string detail = "")
        {
            var isCapture = paths.Captured.Length > 0;
            var subject = new CallSubject
            {
                Target = isCapture ? paths.Captured : paths.Image.Length > 0 ? Posix.RealPath(paths.Image) : paths.Wim,
                Detail = isCapture ? paths.Wim : new[] { detail, paths.Package, paths.Destination, paths.Item }.FirstOrDefault(text => text.Length > 0) ?? "",
                Package = paths.Package,
            };
            try
            {
                subject.Look(operation, paths, isCapture);
            }
            catch (Exception error) when (error is DismException || error is IOException || error is UnauthorizedAccessException)
            {
                operation.Log.Debug("pace: no image told from " + subject.Target + ": " + error.Message);
            }
            return subject;
        }

        private void Look(Operation operation, CallPaths paths, bool isCapture)
        {
            if (paths.Wim.Length > 0 && !isCapture) LookInto(WimFile.Open(Posix.RealPath(paths.Wim)), paths.Index, paths.Name);
            else if (Target.Length > 0)
            {
                var mount = isCapture ? null : new MountRegistry(operation.Configuration.StateFolder).Find(Target);
                if (mount != null) LookInto(WimFile.Open(mount.ImagePath), mount.ImageIndex, "");
                else LookAtFolder(operation.Scratch);
            }
        }

        private void LookInto(WimFile wim, uint index, string name)
        {
            // One that is not named is meant only where there is no other.
            if (index == 0 && name.Length == 0 && wim.ImageCount != 1) return;
            var image = name.Length > 0 ? wim.ByName(name) : wim.ByIndex(Math.Max(index, 1));
            Index = image.Index;
            Kind = ImageKinds.Of(image.Text("WINDOWS/EDITIONID"), image.Text("WINDOWS/INSTALLATIONTYPE"));
        }

        private void LookAtFolder(ScratchFolder scratch)
        {
            var software = ImagePaths.Resolve(Target, ImageVersion.SoftwareHive);
            if (!File.Exists(software)) return;
            using (var hive = new Hive(software, scratch))
            {
                var key = hive.Open(ImageVersion.Key);
                Kind = ImageKinds.Of(key?.Text("EditionID"), key?.Text("InstallationType"));
            }
        }
    }
}
