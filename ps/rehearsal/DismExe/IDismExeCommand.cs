using System.Collections.Generic;

namespace Microsoft.Dism.Commands
{
    /// <summary>One command of dism.exe.</summary>
    internal interface IDismExeCommand
    {
        /// <summary>Its option, e.g. `Cleanup-Image`.</summary>
        string Name { get; }

        /// <summary>The further options that it takes.</summary>
        IReadOnlyCollection<string> Options { get; }

        /// <exception cref="UsageException">An option is missing or has a wrong value.</exception>
        /// <exception cref="DismException">The work failed.</exception>
        void Run(Operation operation, CommandLine line, DismExeOutput output);
    }

    /// <summary>A command that services the image at /Image.</summary>
    internal abstract class ImageCommand : IDismExeCommand
    {
        public abstract string Name { get; }

        public abstract IReadOnlyCollection<string> Options { get; }

        public void Run(Operation operation, CommandLine line, DismExeOutput output)
        {
            line.Required("Image");
            Check(line);
            using (var image = OfflineImage.Open(operation, line.HostPath("Image")))
            {
                output.ImageVersion(image.Version);
                image.RequireWritable();
                operation.AwaitWork();
                var surprises = new Surprises(operation.Surprise, image);
                Service(operation, image, line, output);
                surprises.Spring();
                image.SaveHives();
                operation.Progress(100);
            }
        }

        /// <exception cref="UsageException">An option is missing or has a wrong value.</exception>
        protected abstract void Check(CommandLine line);

        /// <summary>Works on the opened image; hives are saved when it returns.</summary>
        protected abstract void Service(Operation operation, OfflineImage image, CommandLine line, DismExeOutput output);
    }
}
