using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>How images are mounted.</summary>
    internal enum MountMethod { Auto, Fuse, Extract }

    /// <summary>
    /// What a fault does to a call. The last four do the work and leave something else than they report: packages that wait
    /// for the first start, a package that nobody asked for, another version than the update names; or of an update with
    /// both only the servicing stack, with error 0x8007007e.
    /// </summary>
    internal enum FaultKind { Fail, Pretend, Hang, Die, Pending, Extra, Renumber, StackOnly }

    /// <summary>One fault of the configuration; see docs/rehearsal.md.</summary>
    internal sealed class FaultRule
    {
        public string Cmdlet = "";
        /// <summary>1 = the first matching call of the process; 0 = every one.</summary>
        public int Call;
        /// <summary>Substring that a parameter value must hold, without regard to case; empty = any call.</summary>
        public string Match = "";
        public FaultKind Then;
        public int Hresult = Commands.Hresult.Fail;
    }

    /// <summary>The file that OFFLINE_SERVICING_REHEARSAL names, read anew by every call; see docs/rehearsal.md.</summary>
    internal sealed class Configuration
    {
        public const string Variable = "OFFLINE_SERVICING_REHEARSAL";

        public MountMethod Mount { get; private set; } = MountMethod.Auto;
        /// <summary>Absolute path of the folder of the mount registry; may not exist yet.</summary>
        public string StateFolder { get; private set; } = DefaultStateFolder();
        /// <summary>Version of the Windows on which DISM is to seem to run; null for one that knows all updates.</summary>
        public Version? HostVersion { get; private set; }
        public IReadOnlyList<FaultRule> Faults { get; private set; } = Array.Empty<FaultRule>();
        /// <summary>Durations of calls; null for none.</summary>
        public PaceSettings? Pace { get; private set; }

        /// <exception cref="DismException">The file is missing or not what docs/rehearsal.md says.</exception>
        public static Configuration Load()
        {
            var configuration = new Configuration();
            var path = Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(path)) return configuration;
            try
            {
                if (Json.Parse(File.ReadAllText(path)) is Dictionary<string, object?> document) configuration.Read(document);
                else throw new FormatException("not an object");
            }
            catch (Exception error) when (error is IOException || error is FormatException || error is UnauthorizedAccessException)
            {
                var text = Variable + " names " + path + ", which cannot be used: " + error.Message;
                throw new DismException(Commands.Hresult.InvalidArgument, text, text);
            }
            return configuration;
        }

        private static string DefaultStateFolder()
        {
            var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            if (string.IsNullOrEmpty(state) || !Path.IsPathRooted(state))
                state = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
            return Path.Combine(state, "offline-servicing", "rehearsal");
        }

        private void Read(Dictionary<string, object?> document)
        {
            foreach (var member in document)
            {
                switch (member.Key)
                {
                    case "mount": Mount = ReadEnum<MountMethod>(member.Value, "mount"); break;
                    case "state": StateFolder = Path.GetFullPath(ReadString(member.Value, "state")); break;
                    case "hostVersion": HostVersion = ReadVersion(ReadString(member.Value, "hostVersion")); break;
                    case "faults": Faults = ReadFaults(member.Value); break;
                    case "pace": Pace = PaceReader.Read(member.Value); break;
                    default: throw new FormatException("unknown member " + member.Key);
                }
            }
        }

        private static List<FaultRule> ReadFaults(object? value)
        {
            var rules = new List<FaultRule>();
            foreach (var item in value as List<object?> ?? throw new FormatException("faults is not an array"))
            {
                if (!(item is Dictionary<string, object?> fault)) throw new FormatException("a fault is not an object");
                var rule = new FaultRule();
                foreach (var member in fault)
                {
                    switch (member.Key)
                    {
                        case "cmdlet": rule.Cmdlet = ReadString(member.Value, "cmdlet"); break;
                        case "call": rule.Call = (int)(member.Value as double? ?? throw new FormatException("call is not a number")); break;
                        case "match": rule.Match = ReadString(member.Value, "match"); break;
                        case "then": rule.Then = ReadEnum<FaultKind>(member.Value, "then"); break;
                        case "hresult": rule.Hresult = ReadHresult(ReadString(member.Value, "hresult")); break;
                        default: throw new FormatException("unknown member " + member.Key + " of a fault");
                    }
                }
                if (!fault.ContainsKey("cmdlet") || !fault.ContainsKey("then")) throw new FormatException("a fault needs cmdlet and then");
                rules.Add(rule);
            }
            return rules;
        }

        /// <exception cref="FormatException">Not a string.</exception>
        internal static string ReadString(object? value, string name) =>
            value as string ?? throw new FormatException(name + " is not a string");

        /// <exception cref="FormatException">Not the name of a value, in any case.</exception>
        internal static T ReadEnum<T>(object? value, string name) where T : struct
        {
            var text = ReadString(value, name);
            foreach (T candidate in Enum.GetValues(typeof(T)))
                if (string.Equals(candidate.ToString(), text, StringComparison.OrdinalIgnoreCase)) return candidate;
            throw new FormatException(name + " has no value " + text);
        }

        private static Version ReadVersion(string text) => Version.TryParse(text, out var version) && version.Build > 0 ? version
            : throw new FormatException("hostVersion is no version such as 10.0.19045.2006: " + text);

        private static int ReadHresult(string text)
        {
            if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
                && uint.TryParse(text.Substring(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                return unchecked((int)code);
            throw new FormatException("hresult is not 0x and hexadecimal digits: " + text);
        }
    }
}
