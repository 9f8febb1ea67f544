using System.Management.Automation.Runspaces;

namespace OfflineServicing.Host;

/// <summary>What the process was started to do.</summary>
internal enum StartMode { StandardInput, Command, File, Version, Help, Server }

/// <summary>A command line that pwsh would refuse; the message is for the user.</summary>
internal sealed class CommandLineException(string message) : Exception(message);

/// <summary>
/// The arguments of pwsh that sessions and scripts use, with its rules: names without case, any unambiguous
/// beginning of a name, a leading "-", "--" or "/", and everything after -Command or -File belonging to it.
/// </summary>
internal sealed class CommandLine
{
    public StartMode Mode { get; private set; } = StartMode.StandardInput;
    public string Text { get; private set; } = "";
    public List<CommandParameter> FileArguments { get; } = [];
    public bool NoExit { get; private set; }
    public bool NonInteractive { get; private set; }
    public string? ExecutionPolicy { get; private set; }
    public string? WorkingDirectory { get; private set; }

    // Name, shortest accepted beginning, whether a value follows.
    private static readonly (string Name, string Shortest, bool Value)[] Known =
    [
        ("command", "c", true), ("file", "f", true), ("version", "v", false), ("help", "h", false), ("?", "?", false),
        ("nologo", "nol", false), ("noprofile", "nop", false), ("noninteractive", "noni", false), ("noexit", "noe", false),
        ("executionpolicy", "ex", true), ("inputformat", "inp", true), ("outputformat", "o", true),
        ("encodedcommand", "e", true), ("workingdirectory", "wo", true), ("windowstyle", "w", true),
        ("interactive", "i", false), ("login", "l", false), ("sta", "sta", false), ("mta", "mta", false),
        ("noprofileloadtime", "noprofilel", false), ("servermode", "s", false),
    ];

    // Other spellings that pwsh accepts and that are not beginnings of the name.
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ep"] = "executionpolicy", ["ec"] = "encodedcommand", ["wd"] = "workingdirectory", ["if"] = "inputformat", ["of"] = "outputformat",
    };

    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var line = new CommandLine();
        for (var i = 0; i < args.Count; i++)
        {
            var name = NameOf(args[i]);
            if (name is null)
            {
                // Since version 6 the first bare argument is a script file.
                line.TakeFile(args, i);
                return line;
            }
            var known = Find(name) ?? throw new CommandLineException($"The argument '{args[i]}' is not recognized as the name of an option.");
            if (known.Value && i + 1 >= args.Count)
                throw new CommandLineException($"The option '-{known.Name}' needs a value.");
            switch (known.Name)
            {
                case "command":
                    line.Text = string.Join(' ', args.Skip(i + 1));
                    line.Mode = line.Text == "-" ? StartMode.StandardInput : StartMode.Command;
                    return line;
                case "encodedcommand":
                    line.Text = DecodeCommand(args[++i]);
                    line.Mode = StartMode.Command;
                    break;
                case "file":
                    line.TakeFile(args, i + 1);
                    return line;
                case "version": line.Mode = StartMode.Version; return line;
                case "help" or "?": line.Mode = StartMode.Help; return line;
                case "servermode": line.Mode = StartMode.Server; break;
                case "noexit": line.NoExit = true; break;
                case "noninteractive": line.NonInteractive = true; break;
                case "executionpolicy": line.ExecutionPolicy = args[++i]; break;
                case "workingdirectory": line.WorkingDirectory = args[++i]; break;
                case "inputformat" or "outputformat": RequireText(known.Name, args[++i]); break;
                default: if (known.Value) i++; break;
            }
        }
        return line;
    }

    private void TakeFile(IReadOnlyList<string> args, int at)
    {
        Text = args[at];
        Mode = Text == "-" ? StartMode.StandardInput : StartMode.File;
        FileArguments.AddRange(ScriptArguments.Parse(args.Skip(at + 1)));
    }

    private static string? NameOf(string arg)
    {
        if (arg.StartsWith("--", StringComparison.Ordinal) && arg.Length > 2) return arg[2..];
        if (arg.Length > 1 && arg[0] == '-') return arg[1..];
        // On Unix a leading slash is a path, as pwsh takes it there.
        return OperatingSystem.IsWindows() && arg.Length > 1 && arg[0] == '/' ? arg[1..] : null;
    }

    private static (string Name, string Shortest, bool Value)? Find(string given)
    {
        var name = Aliases.GetValueOrDefault(given, given).ToLowerInvariant();
        foreach (var known in Known)
            if (known.Name.StartsWith(name, StringComparison.Ordinal) && name.StartsWith(known.Shortest, StringComparison.Ordinal)) return known;
        return null;
    }

    private static string DecodeCommand(string base64)
    {
        try { return System.Text.Encoding.Unicode.GetString(Convert.FromBase64String(base64)); }
        catch (FormatException) { throw new CommandLineException("The value of -EncodedCommand is not Base64 of UTF-16 text."); }
    }

    private static void RequireText(string option, string format)
    {
        // Serialised (CLIXML) streams are for remoting; a session that asked for them would not understand our text.
        if (!format.Equals("text", StringComparison.OrdinalIgnoreCase))
            throw new CommandLineException($"-{option} '{format}' is not supported by this host; it reads and writes Text.");
    }
}
