using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.Dism.Commands
{
    /// <summary>How a child process ended.</summary>
    internal sealed class ChildResult
    {
        public int ExitCode;
        public string Output = "";
        public string Error = "";
    }

    /// <summary>
    /// Runs a tool without a shell, its arguments as a list. Input is closed at once or fed from a text, since the
    /// session's own standard input is the protocol of whoever drives it.
    /// </summary>
    internal static class ChildProcess
    {
        private static readonly Regex Percent = new Regex(@"\((\d{1,3})%\)", RegexOptions.CultureInvariant | RegexOptions.RightToLeft);

        /// <summary>Waits for the tool; percentages in its output become progress; a stop kills it.</summary>
        /// <param name="reader">Gets the output as it comes, in pieces; the result then has none.</param>
        /// <param name="variables">Added to the environment.</param>
        /// <exception cref="DismException">The tool is not installed.</exception>
        /// <exception cref="OperationCanceledException">Stopped; the tool is gone.</exception>
        public static ChildResult Run(Operation operation, string tool, IReadOnlyList<string> arguments, string input = "",
            Action<string>? reader = null, IReadOnlyDictionary<string, string>? variables = null)
        {
            operation.Log.Debug(tool + " " + Quote(arguments));
            using (var process = new Process { StartInfo = Describe(tool, arguments, variables) })
            {
                Start(process, tool);
                var chunks = new BlockingCollection<string>();
                var output = new StringBuilder();
                var error = new StringBuilder();
                var errorTask = System.Threading.Tasks.Task.Run(() => error.Append(process.StandardError.ReadToEnd()));
                var outputTask = System.Threading.Tasks.Task.Run(() => ReadChunks(process.StandardOutput, chunks));
                try
                {
                    Feed(process, input);
                    while (chunks.TryTake(out var chunk, -1, operation.Stop))
                    {
                        if (reader == null) output.Append(chunk);
                        else reader(chunk);
                        var match = Percent.Match(chunk);
                        if (match.Success) operation.Progress(int.Parse(match.Groups[1].Value));
                    }
                    process.WaitForExit();
                    errorTask.Wait();
                }
                catch (OperationCanceledException)
                {
                    Kill(process);
                    throw;
                }
                outputTask.Wait();
                var result = new ChildResult { ExitCode = process.ExitCode, Output = output.ToString(), Error = error.ToString().Trim() };
                if (result.ExitCode != 0) operation.Log.Info(tool + " ended with " + result.ExitCode + "\n" + result.Error);
                return result;
            }
        }

        /// <summary>One argument string as the runtime splits it again: quotes and the backslashes before them escaped.</summary>
        internal static string Quote(IEnumerable<string> arguments)
        {
            var text = new StringBuilder();
            foreach (var argument in arguments)
            {
                if (text.Length > 0) text.Append(' ');
                text.Append('"');
                var slashes = 0;
                foreach (var c in argument)
                {
                    if (c == '"') text.Append('\\', slashes + 1);
                    slashes = c == '\\' ? slashes + 1 : 0;
                    text.Append(c);
                }
                text.Append('\\', slashes).Append('"');
            }
            return text.ToString();
        }

        private static ProcessStartInfo Describe(string tool, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? variables)
        {
            var info = new ProcessStartInfo(tool, Quote(arguments))
            {
                UseShellExecute = false,
                CreateNoWindow = true,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = new UTF8Encoding(false),
                StandardErrorEncoding = new UTF8Encoding(false),
            };
            // Archive times are UTC here, and names are UTF-8 whatever the session's locale says.
            info.EnvironmentVariables["TZ"] = "UTC";
            info.EnvironmentVariables["LC_ALL"] = "C.UTF-8";
            if (variables != null)
                foreach (var variable in variables) info.EnvironmentVariables[variable.Key] = variable.Value;
            return info;
        }

        private static void Start(Process process, string tool)
        {
            try
            {
                process.Start();
            }
            catch (Win32Exception error)
            {
                var text = "The rehearsal needs " + tool + ", which cannot be started: " + error.Message;
                throw new DismException(Hresult.Fail, text, text);
            }
        }

        private static void Feed(Process process, string input)
        {
            try
            {
                if (input.Length > 0)
                {
                    var bytes = new UTF8Encoding(false).GetBytes(input);
                    process.StandardInput.BaseStream.Write(bytes, 0, bytes.Length);
                }
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // The tool ended before it read all; its exit code tells why.
            }
        }

        private static void ReadChunks(StreamReader reader, BlockingCollection<string> chunks)
        {
            try
            {
                var buffer = new char[4096];
                int count;
                while ((count = reader.Read(buffer, 0, buffer.Length)) > 0) chunks.Add(new string(buffer, 0, count));
            }
            finally
            {
                chunks.CompleteAdding();
            }
        }

        private static void Kill(Process process)
        {
            try
            {
                process.Kill();
                process.WaitForExit();
            }
            catch (InvalidOperationException)
            {
                // It ended by itself in the meantime.
            }
        }
    }
}
