using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;

namespace Microsoft.Dism.Commands
{
    /// <summary>Appends to a log in DISM's line format: local time, level padded to 22 characters, provider, text.</summary>
    internal sealed class DismLog : IDisposable
    {
        private readonly StreamWriter writer;
        private readonly LogLevel level;
        private readonly string origin;

        private DismLog(StreamWriter writer, LogLevel level, string cmdlet)
        {
            this.writer = writer;
            this.level = level;
            origin = "DISM   API: PID=" + ProcFs.SelfId + " TID=" + Thread.CurrentThread.ManagedThreadId + " ";
            Info("<----- Starting " + cmdlet + " (rehearsal) ----->");
        }

        /// <param name="path">Absolute path; its folder must exist.</param>
        /// <exception cref="DismException">0xc0040009: the log cannot be written.</exception>
        public static DismLog Open(string path, LogLevel level, string cmdlet)
        {
            try
            {
                // Several sessions may share one default log.
                return new DismLog(new StreamWriter(Posix.OpenAppend(path), new UTF8Encoding(false)) { AutoFlush = true }, level, cmdlet);
            }
            catch (Exception error) when (error is IOException || error is UnauthorizedAccessException)
            {
                throw new DismException(Hresult.LoggingDisabled, path + ": " + error.Message);
            }
        }

        /// <param name="hresult">Put behind each line, where the tools that read this log look for it.</param>
        public void Error(string text, int? hresult = null)
        {
            var mark = hresult == null ? "" : " (hr:" + DismException.Format(hresult.Value) + ")";
            foreach (var line in text.Split('\n').Where(line => line.Trim().Length > 0)) Write(LogLevel.Errors, "Error", line.TrimEnd() + mark);
        }

        public void Warning(string text) => Write(LogLevel.Warnings, "Warning", text);

        public void Info(string text) => Write(LogLevel.WarningsInfo, "Info", text);

        public void Debug(string text) => Write(LogLevel.Debug, "Debug", text);

        public void Dispose() => writer.Dispose();

        private void Write(LogLevel needed, string name, string text)
        {
            if (level < needed) return;
            var time = DateTime.Now.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            foreach (var line in text.Split('\n'))
                if (line.Trim().Length > 0) writer.Write(time + ", " + name.PadRight(22) + origin + line.TrimEnd() + "\r\n");
        }
    }
}
