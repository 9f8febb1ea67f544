using System.Management.Automation;
using System.Runtime.InteropServices;
using OfflineServicing.Host;

CommandLine line;
try
{
    line = CommandLine.Parse(args);
}
catch (CommandLineException error)
{
    Console.Error.WriteLine(error.Message);
    return Session.UsageError;
}

// A terminal sends Ctrl+C to the whole process group. The tool that started this session decides what stops and when;
// a session that died by itself would leave its request unanswered and its mount half done. Real pwsh only ends the
// running pipeline, silently, which is no better for the caller. The end of stdin and SIGTERM still end the process.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);

// The engine reports module loads to its vendor unless told not to; nothing here may talk to a network by itself.
Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
// As PowerShell 7 does: a program that a script starts finds the PowerShell that the script runs in.
Environment.SetEnvironmentVariable(
    "PATH",
    string.Join(Path.PathSeparator, Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory), Environment.GetEnvironmentVariable("PATH")));
SnapInStandIns.Register();
StandardStreams.UseUtf8();
switch (line.Mode)
{
    case StartMode.Version:
        Console.Out.WriteLine($"PowerShell {EngineInternals.EngineVersion}");
        return 0;
    case StartMode.Help:
        Console.Out.WriteLine("pwsh [-NoLogo] [-NoProfile] [-NonInteractive] [-NoExit] [-ExecutionPolicy <policy>] [-WorkingDirectory <path>]");
        Console.Out.WriteLine("     [-Command -|<text>] [-EncodedCommand <base64>] [[-File] <script> [<arguments>]] [-Version]");
        return 0;
    case StartMode.Server:
        return EngineInternals.RunJobServer();
    default:
        PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        if (line.WorkingDirectory is not null && !Directory.Exists(line.WorkingDirectory))
        {
            Console.Error.WriteLine($"The working directory '{line.WorkingDirectory}' does not exist.");
            return Session.UsageError;
        }
        using (var session = new Session(line)) return session.Run();
}
