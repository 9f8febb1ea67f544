using System.Globalization;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>What dism.exe prints, in English, as /English has it; and the exit codes that belong to it.</summary>
    internal sealed class DismExeOutput
    {
        private const int BarWidth = 58;
        private const int Win32Facility = unchecked((int)0x80070000);
        private readonly TextWriter writer;
        private bool inBar;

        public DismExeOutput(TextWriter writer) => this.writer = writer;

        public void Banner()
        {
            Line();
            Line("Deployment Image Servicing and Management tool");
            Line("Version: 10.0.0.0");
            Line();
        }

        public void ImageVersion(string version)
        {
            Line("Image Version: " + version);
            Line();
        }

        /// <summary>A line of its own, e.g. what is being done.</summary>
        public void Line(string text = "")
        {
            EndBar();
            writer.Write(text + "\r\n");
            writer.Flush();
        }

        /// <summary>Draws the bar anew over the last one: `[===   20.0%   ]`.</summary>
        public void Progress(int percent)
        {
            var text = percent.ToString(CultureInfo.InvariantCulture) + ".0%";
            var left = (BarWidth - text.Length) / 2;
            var filled = BarWidth * percent / 100;
            var bar = new char[BarWidth];
            for (var i = 0; i < BarWidth; i++) bar[i] = i < filled ? '=' : ' ';
            text.CopyTo(0, bar, left, text.Length);
            writer.Write("\r[" + new string(bar) + "] ");
            writer.Flush();
            inBar = true;
        }

        public int Success()
        {
            if (inBar) Progress(100);
            Line("The operation completed successfully.");
            return 0;
        }

        /// <summary>Win32 errors are printed and returned as numbers, all others as HRESULTs.</summary>
        public int Failure(DismException error, string logPath)
        {
            var code = (error.HResult & unchecked((int)0xFFFF0000)) == Win32Facility ? error.HResult & 0xFFFF : error.HResult;
            Line();
            Line("Error: " + (code == error.HResult ? DismException.Format(code) : code.ToString(CultureInfo.InvariantCulture)));
            Line();
            if (error.Message.Length > 0) Line(error.Message);
            Line();
            Line("The DISM log file can be found at " + logPath);
            return code;
        }

        /// <summary>Error 87, before anything was done.</summary>
        public int Usage(string option)
        {
            Line();
            Line("Error: 87");
            Line();
            Line(option.Length == 0 ? "An option is missing from the command." : "The " + option.ToLowerInvariant() + " option is unknown or has no value.");
            Line("For more information, refer to the help by running DISM.exe /?.");
            return 87;
        }

        private void EndBar()
        {
            if (inBar) writer.Write("\r\n");
            inBar = false;
        }
    }
}
