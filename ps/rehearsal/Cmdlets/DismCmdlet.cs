using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Threading;

namespace Microsoft.Dism.Commands
{
    /// <summary>What all Dism cmdlets share: log, scratch, progress, errors with an HRESULT, and a prompt stop.</summary>
    public abstract class DismCmdlet : PSCmdlet
    {
        private const string NativeVersion = "10.0.0.0";
        private readonly CancellationTokenSource stop = new CancellationTokenSource();
        private string logPath = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        [Alias("LP")]
        public string LogPath { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string ScratchDirectory { get; set; } = "";

        [Parameter(ValueFromPipelineByPropertyName = true)]
        [Alias("LL")]
        public LogLevel LogLevel { get; set; } = LogLevel.WarningsInfo;

        /// <summary>Name of the cmdlet as users type it.</summary>
        protected string CmdletName => MyInvocation.MyCommand.Name;

        /// <summary>Does the work and returns what the cmdlet writes.</summary>
        internal abstract IEnumerable<BaseDismObject> Run(Operation operation);

        /// <summary>What the cmdlet writes when a fault makes it pretend.</summary>
        internal abstract IEnumerable<BaseDismObject> Pretend();

        /// <summary>Writes what the cmdlet warns of when it fails, and gives the error that it ends with.</summary>
        internal virtual DismException Present(DismException error) => error;

        protected override void ProcessRecord()
        {
            WriteVerbose("Dism PowerShell Cmdlets Version " + NativeVersion);
            DismLog? log = null;
            TimedCall? time = null;
            try
            {
                var configuration = Configuration.Load();
                time = new TimedCall(configuration, CmdletName);
                logPath = LogPath.Length > 0 ? HostPath(LogPath) : DefaultLog(configuration);
                log = DismLog.Open(logPath, LogLevel, CmdletName);
                using (var scratch = new ScratchFolder(HostPath(ScratchDirectory)))
                {
                    var operation = new Operation(configuration, log, scratch, stop.Token, Report, WriteVerbose, time);
                    time.Choose(operation, BoundPaths.AsTyped(MyInvocation.BoundParameters), () => CallSubject.Of(operation, BoundPaths.Of(MyInvocation.BoundParameters, HostPathOrNone)));
                    operation.Surprise = Faults.Apply(configuration.Faults, CmdletName, Describe(), stop.Token);
                    // All of it before the first is written, so that a stop downstream does not cut the work in two.
                    var results = (operation.Surprise == FaultKind.Pretend ? Pretend() : Run(operation)).ToList();
                    time.AwaitEnd(operation);
                    operation.Progress(100);
                    time.End("done");
                    Complete();
                    foreach (var result in results) WriteObject(Shape(result));
                }
                log.Info("<----- Ending " + CmdletName + " ----->");
            }
            catch (OperationCanceledException)
            {
                log?.Warning(CmdletName + " was stopped");
                throw new PipelineStoppedException();
            }
            catch (DismException error)
            {
                time?.End("failed", error.HResult);
                Fail(log, error);
            }
            catch (Exception error) when (error is IOException || error is UnauthorizedAccessException)
            {
                time?.End("failed", HostErrors.HresultOf(error));
                Fail(log, new DismException(HostErrors.HresultOf(error), error.GetType().Name + ": " + error.Message));
            }
            finally
            {
                time?.Dispose();
                log?.Dispose();
            }
        }

        protected override void StopProcessing() => stop.Cancel();

        /// <summary>What a result looks like to the user.</summary>
        private protected virtual object Shape(BaseDismObject result) => Stamp(result);

        /// <summary>The absolute path on this machine of a path as users write it; an empty one stays empty.</summary>
        /// <exception cref="DismException">0x80070003: the session has no such drive.</exception>
        internal string HostPath(string path) =>
            HostPaths.Resolve(path, SessionState.Drive.GetAll()) ?? throw new DismException(Hresult.PathNotFound, "the session has no drive for " + path);

        private string HostPathOrNone(string path) => HostPaths.Resolve(path, SessionState.Drive.GetAll()) ?? "";

        /// <summary>The absolute paths on this machine of those folders that exist.</summary>
        internal List<string> HostFolders(IEnumerable<string> paths) =>
            paths.Select(path => HostPaths.Resolve(path, SessionState.Drive.GetAll()) ?? "").Where(Directory.Exists).ToList();

        /// <summary>A path of this machine as the session's drives name it.</summary>
        internal string ShowPath(string hostPath) => HostPaths.Show(hostPath, SessionState.Drive.GetAll());

        /// <exception cref="DismException">0x80070032: the rehearsal has no such behaviour.</exception>
        internal static void Unsupported(bool given, string parameter)
        {
            if (given) throw new DismException(Hresult.NotSupported, "the rehearsal does not support -" + parameter);
        }

        private BaseDismObject Stamp(BaseDismObject result)
        {
            result.LogPath = ShowPath(logPath);
            result.ScratchDirectory = ScratchDirectory;
            result.LogLevel = LogLevel;
            return result;
        }

        private void Report(int percent) =>
            WriteProgress(new ProgressRecord(0, "Operation", "Running") { PercentComplete = percent });

        private void Complete() =>
            WriteProgress(new ProgressRecord(0, "Operation", "Completed") { PercentComplete = 100, RecordType = ProgressRecordType.Completed });

        private void Fail(DismLog? log, DismException error)
        {
            log?.Error(CmdletName + " failed. Error code = " + DismException.Format(error.HResult) + "\n" + error.Detail, error.HResult);
            if (error.Detail.Length > 0) WriteDebug(error.Detail);
            var shown = Present(error);
            var text = shown.Message.Length > 0 ? shown.Message : Messages.Fallback(CmdletName, shown.HResult);
            ThrowTerminatingError(new ErrorRecord(new COMException(text + "\r\n", shown.HResult), "", ErrorCategory.NotSpecified, null));
        }

        private string Describe() =>
            string.Join("\n", MyInvocation.BoundParameters.Select(given => given.Value is SwitchParameter isOn ? (isOn ? "-" + given.Key : "")
                : given.Value is string[] all ? string.Join("\n", all) : given.Value?.ToString()));

        private static string DefaultLog(Configuration configuration)
        {
            Directory.CreateDirectory(configuration.StateFolder);
            return Path.Combine(configuration.StateFolder, "dism.log");
        }
    }
}
