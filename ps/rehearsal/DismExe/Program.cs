using System;
using System.IO;
using System.Threading;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// The few commands of dism.exe that servicing needs beside the cmdlets: /Cleanup-Image, /Gen-LangINI, /Enable-Feature and
    /// /Export-Image. Output in the shape of dism.exe; it ends with the code of the error, 0 when all went well.
    /// </summary>
    internal static class Program
    {
        private static readonly IDismExeCommand[] Commands =
            { new CleanupImageCommand(), new GenLangIniCommand(), new EnableFeatureCommand(), new ExportImageCommand() };

        private static int Main(string[] arguments)
        {
            var output = new DismExeOutput(Console.Out);
            output.Banner();
            using (var stop = new CancellationTokenSource())
            {
                Console.CancelKeyPress += (_, press) => { press.Cancel = true; stop.Cancel(); };
                try
                {
                    return Run(CommandLine.Parse(arguments), output, stop.Token);
                }
                catch (UsageException error)
                {
                    return output.Usage(error.Message);
                }
            }
        }

        private static int Run(CommandLine line, DismExeOutput output, CancellationToken stop)
        {
            var command = Array.Find(Commands, candidate => line.Has(candidate.Name)) ?? throw new UsageException(line.FirstName);
            line.RequireKnown(command.Name, command.Options);
            var logPath = "";
            DismLog? log = null;
            TimedCall? time = null;
            try
            {
                var configuration = Configuration.Load();
                time = new TimedCall(configuration, "dism.exe");
                logPath = LogPathOf(line, configuration);
                log = DismLog.Open(logPath, LogLevelOf(line), "dism.exe /" + command.Name);
                using (var scratch = new ScratchFolder(line.HostPath("ScratchDir")))
                {
                    var operation = new Operation(configuration, log, scratch, stop, output.Progress, log.Debug, time);
                    time.Choose(operation, line.ToString(), () => CallSubject.Of(operation, PathsOf(line), line.ToString().Replace('\n', ' ')));
                    operation.Surprise = Faults.Apply(configuration.Faults, "dism.exe", line.ToString(), stop);
                    if (operation.Surprise != FaultKind.Pretend) command.Run(operation, line, output);
                    time.AwaitEnd(operation);
                    time.End("done");
                }
                log.Info("<----- Ending dism.exe ----->");
                return output.Success();
            }
            catch (OperationCanceledException)
            {
                log?.Warning("dism.exe was stopped");
                return output.Failure(new DismException(Hresult.Cancelled), logPath);
            }
            catch (DismException error)
            {
                time?.End("failed", error.HResult);
                log?.Error("dism.exe failed. Error code = " + DismException.Format(error.HResult) + "\n" + error.Detail);
                return output.Failure(error, logPath);
            }
            catch (Exception error) when (error is IOException || error is UnauthorizedAccessException)
            {
                time?.End("failed", HostErrors.HresultOf(error));
                log?.Error(error.GetType().Name + ": " + error.Message);
                return output.Failure(new DismException(HostErrors.HresultOf(error), error.Message), logPath);
            }
            finally
            {
                time?.Dispose();
                log?.Dispose();
            }
        }

        private static CallPaths PathsOf(CommandLine line) => new CallPaths
        {
            Image = line.HostPath("Image"),
            Wim = line.HostPath("SourceImageFile"),
            Index = uint.TryParse(line.Text("SourceIndex"), out var index) ? index : 0,
            Name = line.Text("SourceName"),
        };

        private static string LogPathOf(CommandLine line, Configuration configuration)
        {
            if (line.Has("LogPath")) return line.HostPath("LogPath");
            Directory.CreateDirectory(configuration.StateFolder);
            return Path.Combine(configuration.StateFolder, "dism.log");
        }

        // dism.exe counts from 1.
        private static LogLevel LogLevelOf(CommandLine line)
        {
            if (!line.Has("LogLevel")) return LogLevel.WarningsInfo;
            return int.TryParse(line.Text("LogLevel"), out var level) && level >= 1 && level <= 4 ? (LogLevel)(level - 1) : throw new UsageException("LogLevel");
        }
    }
}
