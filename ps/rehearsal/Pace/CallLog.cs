using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Microsoft.Dism.Commands
{
    /// <summary>The file that gets one line of JSON a call from every process; a line is written in one piece.</summary>
    internal sealed class CallLog : IDisposable
    {
        private readonly FileStream stream;

        /// <exception cref="DismException">0x80070057: the file cannot be written.</exception>
        public CallLog(string path)
        {
            try
            {
                stream = Posix.OpenAppend(path);
            }
            catch (Exception error) when (error is IOException || error is UnauthorizedAccessException)
            {
                var text = "log of pace: " + error.Message;
                throw new DismException(Hresult.InvalidArgument, text, text);
            }
        }

        public void Write(IEnumerable<KeyValuePair<string, object?>> line)
        {
            var bytes = new UTF8Encoding(false).GetBytes(Json.Write(line) + "\n");
            stream.Write(bytes, 0, bytes.Length);
            stream.Flush();
        }

        public void Dispose() => stream.Dispose();
    }
}
