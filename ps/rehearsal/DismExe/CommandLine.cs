using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>An option that dism.exe does not know here; the message is its name.</summary>
    internal sealed class UsageException : Exception
    {
        public UsageException(string option) : base(option) { }
    }

    /// <summary>`/Name`, `/Name:value` or with a hyphen, in any case; some may be repeated.</summary>
    internal sealed class CommandLine
    {
        private static readonly string[] Everywhere = { "English", "LogPath", "LogLevel", "ScratchDir", "Image", "Quiet", "NoRestart" };
        private readonly List<KeyValuePair<string, string>> options;
        private readonly string[] arguments;

        private CommandLine(string[] arguments)
        {
            this.arguments = arguments;
            options = arguments.Select(Split).ToList();
        }

        /// <exception cref="UsageException">An argument is no option.</exception>
        public static CommandLine Parse(string[] arguments) => new CommandLine(arguments);

        /// <summary>The first option that says what to do; empty when there is none.</summary>
        public string FirstName => options.Select(option => option.Key).FirstOrDefault(name => !Everywhere.Any(other => Same(name, other))) ?? "";

        public bool Has(string name) => options.Exists(option => Same(option.Key, name));

        /// <summary>The value of an option, empty where it is missing.</summary>
        public string Text(string name) => All(name).LastOrDefault() ?? "";

        public IEnumerable<string> All(string name) => options.Where(option => Same(option.Key, name)).Select(option => option.Value);

        /// <summary>The value as an absolute path, empty where it is missing.</summary>
        public string HostPath(string name) => Text(name).Length == 0 ? "" : Path.GetFullPath(Text(name));

        /// <summary>The value of an option that must be there.</summary>
        /// <exception cref="UsageException">It is missing.</exception>
        public string Required(string name) => Text(name).Length > 0 ? Text(name) : throw new UsageException(name);

        /// <exception cref="UsageException">An option belongs to another command.</exception>
        public void RequireKnown(string command, IReadOnlyCollection<string> known)
        {
            foreach (var option in options)
                if (!Same(option.Key, command) && !known.Concat(Everywhere).Any(name => Same(name, option.Key))) throw new UsageException(option.Key);
        }

        public override string ToString() => string.Join("\n", arguments);

        private static KeyValuePair<string, string> Split(string argument)
        {
            if (argument.Length < 2 || (argument[0] != '/' && argument[0] != '-')) throw new UsageException(argument);
            var colon = argument.IndexOf(':');
            return colon < 0 ? new KeyValuePair<string, string>(argument.Substring(1), "")
                : new KeyValuePair<string, string>(argument.Substring(1, colon - 1), argument.Substring(colon + 1).Trim('"'));
        }

        private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
    }
}
