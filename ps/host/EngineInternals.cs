using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace OfflineServicing.Host;

/// <summary>
/// The few members of the engine that pwsh itself uses as a friend assembly and that are not public. The engine's version
/// is pinned in the project file; a missing member fails at once with its name.
/// </summary>
internal static class EngineInternals
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
    private static readonly Assembly Engine = typeof(PSObject).Assembly;

    /// <summary>Version of the engine in three parts, as $PSVersionTable.PSVersion shows it.</summary>
    public static Version EngineVersion { get; } = ReadEngineVersion();

    /// <summary>
    /// Lets `exit` in the script file of a pipeline reach the host. Without it the engine ends only the script and keeps
    /// the code in $LASTEXITCODE, where it cannot be told from that of a native program.
    /// </summary>
    public static void LetScriptsExitHost(Runspace runspace)
    {
        var context = Member(runspace.GetType(), type => type.GetProperty("ExecutionContext", Any)).GetValue(runspace)!;
        Member(context.GetType(), type => type.GetProperty("ScriptCommandProcessorShouldRethrowExit", Any)).SetValue(context, true);
    }

    /// <summary>The engine's formatter of a shape ("Table", "List"), which a Format-* cmdlet hands its input to.</summary>
    public static void UseFormatter(PSCmdlet cmdlet, string shape)
    {
        var shapes = Type("Microsoft.PowerShell.Commands.Internal.Format.FormatShape");
        var formatter = Create("Microsoft.PowerShell.Commands.Internal.Format.InnerFormatShapeCommand", Enum.Parse(shapes, shape));
        Member(cmdlet.GetType(), type => type.GetField("implementation", Any)).SetValue(cmdlet, formatter);
    }

    /// <summary>
    /// Makes an Out-* cmdlet format its input as the console would and write the text to a writer. (The engine keeps its
    /// Out-LineOutput, which could do that from outside, to itself.)
    /// </summary>
    public static void UseWriter(PSCmdlet cmdlet, TextWriter writer, int columns, bool noNewline)
    {
        var inner = Create("Microsoft.PowerShell.Commands.Internal.Format.OutCommandInner");
        var output = Create("Microsoft.PowerShell.Commands.Internal.Format.TextWriterLineOutput", writer, columns, noNewline);
        Member(inner.GetType(), type => type.GetProperty("LineOutput", Any)).SetValue(inner, output);
        Member(cmdlet.GetType(), type => type.GetField("implementation", Any)).SetValue(cmdlet, inner);
    }

    /// <summary>A validation error that lets the parameter binder try the other parameters of the same position.</summary>
    public static Exception NotThisParameter(string message) =>
        (Exception)Create("System.Management.Automation.ValidationMetadataException", message, true);

    /// <summary>Serves background jobs (Start-Job) on standard input and output until the parent closes them.</summary>
    public static int RunJobServer()
    {
        var run = Member(Type("System.Management.Automation.Remoting.Server.StdIOProcessMediator"), type => type.GetMethod("Run", Any));
        run.Invoke(null, ["", null, null, null, false]);
        return 0;
    }

    /// <summary>Gives an error the place of its caller instead of the cmdlet that wrote it.</summary>
    public static void PlaceError(ErrorRecord record, InvocationInfo caller)
    {
        Member(record.GetType(), type => type.GetMethod("SetInvocationInfo", Any)).Invoke(record, [caller]);
        Member(record.GetType(), type => type.GetProperty("PreserveInvocationInfoOnce", Any)).SetValue(record, true);
    }

    /// <summary>The exception that ends the commands before this one in the pipeline, because it needs no more input.</summary>
    public static Exception StopUpstream(Cmdlet cmdlet) => (Exception)Create("System.Management.Automation.StopUpstreamCommandsException", cmdlet);

    /// <summary>The variables of a scope ("Global", "Script", "Local" or a number), or all visible ones.</summary>
    public static IEnumerable<PSVariable> Variables(SessionState state, string? scope) =>
        ((IDictionary<string, PSVariable>)Call(state, scope is null ? "GetVariableTable" : "GetVariableTableAtScope", scope is null ? [] : [scope])!).Values.ToList();

    /// <summary>Makes a variable that does not exist yet in a scope; an existing one is an error unless forced.</summary>
    public static void NewVariable(SessionState state, PSVariable variable, string? scope, bool force) =>
        Call(state, scope is null ? "NewVariable" : "NewVariableAtScope", scope is null ? [variable, force] : [variable, scope, force]);

    /// <summary>Sets a variable in a scope, made there if it does not exist.</summary>
    public static void SetVariable(SessionState state, PSVariable variable, string? scope, bool force) =>
        Call(state, scope is null ? "SetVariable" : "SetVariableAtScope",
            scope is null ? [variable, force, CommandOrigin.Internal] : [variable, scope, force, CommandOrigin.Internal]);

    /// <summary>Removes a variable from a scope.</summary>
    public static void RemoveVariable(SessionState state, PSVariable variable, string? scope, bool force) =>
        Call(state, scope is null ? "RemoveVariable" : "RemoveVariableAtScope", scope is null ? [variable, force] : [variable, scope, force]);

    /// <summary>Marks an object as one of the error stream, so that Out-Default sends it to stderr.</summary>
    public static void MarkAsError(PSObject item)
    {
        var stream = Member(item.GetType(), type => type.GetProperty("WriteStream", Any));
        stream.SetValue(item, Enum.Parse(stream.PropertyType, "Error"));
    }

    private static object? Call(SessionState state, string method, object[] arguments)
    {
        var inner = Member(state.GetType(), type => type.GetProperty("Internal", Any)).GetValue(state)!;
        var types = arguments.Select(argument => argument.GetType()).ToArray();
        var found = inner.GetType().GetMethod(method, Any, null, types, null) ?? throw new MissingMemberException(inner.GetType().FullName, method);
        try
        {
            return found.Invoke(inner, arguments);
        }
        catch (TargetInvocationException error) when (error.InnerException is RuntimeException cause)
        {
            throw cause;
        }
    }

    private static Version ReadEngineVersion()
    {
        var text = Engine.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var digits = new string(text.TakeWhile(c => char.IsDigit(c) || c == '.').ToArray());
        return Version.TryParse(digits, out var version) ? version : Engine.GetName().Version!;
    }

    private static Type Type(string name) => Engine.GetType(name) ?? throw new MissingMemberException(name);

    private static object Create(string typeName, params object[] arguments) =>
        Activator.CreateInstance(Type(typeName), BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, null, arguments, null)!;

    private static T Member<T>(Type type, Func<Type, T?> find) where T : MemberInfo
    {
        for (var at = type; at is not null; at = at.BaseType)
            if (find(at) is { } found) return found;
        throw new MissingMemberException(type.FullName, typeof(T).Name);
    }
}
