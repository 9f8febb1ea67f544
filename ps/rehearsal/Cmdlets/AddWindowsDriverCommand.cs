using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Adds a driver, or those of a folder, to an image.</summary>
    [Cmdlet(VerbsCommon.Add, "WindowsDriver")]
    [OutputType(typeof(BasicDriverObject))]
    public sealed class AddWindowsDriverCommand : OfflineImageCmdlet
    {
        /// <summary>Also looks below the folder.</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter Recurse { get; set; }

        /// <summary>Takes drivers without a signature into a 64-bit image.</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter ForceUnsigned { get; set; }

        /// <summary>An INF file or a folder of them. Passed over where an object comes down the pipeline, whose name of the driver binds here too.</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string Driver { get; set; } = "";

        /// <summary>A driver of another image, by its file in that image's driver store.</summary>
        [Parameter(ValueFromPipeline = true)]
        public BasicDriverObject? BasicDriverObject { get; set; }

        /// <summary>As <see cref="BasicDriverObject"/>.</summary>
        [Parameter(ValueFromPipeline = true)]
        public AdvancedDriverObject? AdvancedDriverObject { get; set; }

        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            image.RequireWritable();
            operation.Progress(0);
            var infs = Find((AdvancedDriverObject ?? BasicDriverObject)?.OriginalFileName ?? Driver);
            var store = new DriverStore(image);
            var added = new List<BaseDismObject>();
            DismException? first = null;
            for (var i = 0; i < infs.Count; i++)
            {
                operation.Progress(100 * i / infs.Count);
                try
                {
                    var driver = store.Add(infs[i], ForceUnsigned);
                    operation.Log.Info("Driver " + infs[i] + " is " + driver.Name);
                    added.Add(About(driver.Describe(new BasicDriverObject(), store.ClassDescription(driver.Inf), ShowPath)));
                }
                catch (DismException error)
                {
                    // The others of the folder are still added (assumed).
                    first ??= error;
                    operation.Log.Warning(error.Detail);
                    WriteWarning("Failed to add driver " + infs[i] + ". Error code = " + DismException.Format(error.HResult));
                }
            }
            if (first == null) return added;
            image.SaveHives();
            throw first;
        }

        internal override IEnumerable<BaseDismObject> Pretend() => Array.Empty<BaseDismObject>();

        private List<string> Find(string given)
        {
            if (given.Length == 0) throw new DismException(Hresult.InvalidArgument, "no driver");
            var path = HostPath(given);
            if (File.Exists(path)) return new List<string> { path };
            if (!Directory.Exists(path)) throw new DismException(Hresult.FileNotFound, path);
            var infs = Directory.GetFiles(path, "*", Recurse ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly)
                .Where(file => file.EndsWith(".inf", StringComparison.OrdinalIgnoreCase)).OrderBy(file => file, StringComparer.Ordinal).ToList();
            return infs.Count > 0 ? infs : throw new DismException(Hresult.FileNotFound, "no driver in " + path);
        }
    }
}
