using System.Management.Automation.Runspaces;

namespace OfflineServicing.Host;

/// <summary>Arguments behind -File: strings, of which those with a leading dash name a parameter of the script.</summary>
internal static class ScriptArguments
{
    public static IEnumerable<CommandParameter> Parse(IEnumerable<string> args)
    {
        string? pending = null;
        foreach (var arg in args)
        {
            if (pending is not null)
            {
                yield return Valued(pending, arg);
                pending = null;
            }
            else if (arg.Length > 1 && arg[0] == '-')
            {
                var colon = arg.IndexOf(':');
                if (colon < 0) yield return new CommandParameter(arg);
                else if (colon == arg.Length - 1) pending = arg[..colon];
                else yield return Valued(arg[..colon], arg[(colon + 1)..]);
            }
            else yield return new CommandParameter(null, arg);
        }
        if (pending is not null) yield return new CommandParameter(pending);
    }

    // "-Switch:$false" is the only way to switch something off from outside, so these words are Booleans here.
    private static CommandParameter Valued(string name, string value) => value.ToLowerInvariant() switch
    {
        "$true" or "true" => new CommandParameter(name, true),
        "$false" or "false" => new CommandParameter(name, false),
        _ => new CommandParameter(name, value),
    };
}
