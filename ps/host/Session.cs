using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace OfflineServicing.Host;

/// <summary>One runspace and what the command line asked to run in it; gives the exit code of the process.</summary>
internal sealed class Session : IDisposable
{
    /// <summary>Exit code of pwsh for a command line it does not understand.</summary>
    public const int UsageError = 64;

    private readonly CommandLine _line;
    private readonly OfflineHost _host;
    private readonly Runspace _runspace;

    public Session(CommandLine line)
    {
        _line = line;
        _host = new OfflineHost(line.NonInteractive);
        var state = InitialSessionState.CreateDefault2();
        state.ThreadOptions = PSThreadOptions.UseCurrentThread;
        if (line.ExecutionPolicy is not null && OperatingSystem.IsWindows())
            state.ExecutionPolicy = Enum.Parse<ExecutionPolicy>(line.ExecutionPolicy, ignoreCase: true);
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
        // A long session must not keep the text of thousands of requests.
        _runspace.SessionStateProxy.SetVariable("MaximumHistoryCount", 8);
        if (line.WorkingDirectory is not null) _runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(Path.GetFullPath(line.WorkingDirectory)));
    }

    public int Run()
    {
        var succeeded = _line.Mode switch
        {
            StartMode.File => RunFile(),
            StartMode.Command => Execute(Statement(_line.Text)) && LastStatus(),
            _ => true,
        };
        // -NoExit keeps the session open for statements from stdin after the command, as it does in pwsh.
        if (_line.Mode == StartMode.StandardInput || (_line.NoExit && _host.ExitCode is null)) return ReadStatements();
        return _host.ExitCode ?? (succeeded ? 0 : 1);
    }

    private int ReadStatements()
    {
        var reader = new StatementReader(Console.In);
        while (_host.ExitCode is null && reader.Next() is { } statement)
            Execute(Statement(statement));
        return _host.ExitCode ?? 0;
    }

    private bool RunFile()
    {
        var path = _runspace.SessionStateProxy.Path.GetUnresolvedProviderPathFromPSPath(_line.Text);
        if (!File.Exists(path))
        {
            Console.Error.WriteLine($"The argument '{_line.Text}' is not recognized as the name of a script file. "
                + "Check the spelling of the name, or if a path was included, verify that the path is correct and try again.");
            _host.SetShouldExit(UsageError);
            return false;
        }
        EngineInternals.LetScriptsExitHost(_runspace);
        // Without the extension the engine would take the file for a native program.
        var isScript = !Path.GetExtension(path).Equals(".ps1", StringComparison.OrdinalIgnoreCase);
        var command = new Command(isScript ? File.ReadAllText(path) : path, isScript, useLocalScope: false);
        foreach (var argument in _line.FileArguments) command.Parameters.Add(argument);
        var pipeline = _runspace.CreatePipeline();
        pipeline.Commands.Add(command);
        return Execute(pipeline);
    }

    // Only a pipeline that goes to the history leaves $? behind for the next statement.
    private Pipeline Statement(string text) => _runspace.CreatePipeline(text, addToHistory: true);

    private bool LastStatus()
    {
        using var pipeline = _runspace.CreatePipeline("$?");
        return LanguagePrimitives.IsTrue(pipeline.Invoke().FirstOrDefault());
    }

    /// <summary>Runs a pipeline of one command with its output formatted to the host; false if it threw.</summary>
    private bool Execute(Pipeline pipeline)
    {
        var text = pipeline.Commands[0].CommandText;
        try
        {
            using (pipeline)
            {
                pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
                pipeline.Commands.Add(OutDefault());
                pipeline.Invoke();
            }
            return true;
        }
        catch (RuntimeException error)
        {
            Report(error is IncompleteParseException ? Complete(error, text) : error);
            return false;
        }
    }

    // The engine formats the error of an incomplete text as nothing, because an interactive host would ask for the rest.
    private static RuntimeException Complete(RuntimeException error, string text)
    {
        Parser.ParseInput(text, out _, out var errors);
        return errors.Length > 0 ? new ParseException(errors) : error;
    }

    private void Report(RuntimeException error)
    {
        try
        {
            using var pipeline = _runspace.CreatePipeline();
            pipeline.Commands.Add(OutDefault());
            var record = new PSObject(error.ErrorRecord);
            EngineInternals.MarkAsError(record);
            pipeline.Input.Write(record);
            pipeline.Input.Close();
            pipeline.Invoke();
        }
        catch (RuntimeException)
        {
            Console.Error.WriteLine(error.Message);
        }
    }

    private static Command OutDefault()
    {
        var command = new Command("Out-Default");
        command.MergeUnclaimedPreviousCommandResults = PipelineResultTypes.Error | PipelineResultTypes.Output;
        return command;
    }

    public void Dispose() => _runspace.Dispose();
}
