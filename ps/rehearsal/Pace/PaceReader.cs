using System;
using System.Collections.Generic;
using System.IO;

namespace Microsoft.Dism.Commands
{
    /// <summary>Reads the member `pace` of the configuration. Every method throws FormatException for what docs/rehearsal.md does not allow.</summary>
    internal static class PaceReader
    {
        public static PaceSettings Read(object? value)
        {
            var settings = new PaceSettings();
            foreach (var member in Members(value, "pace"))
            {
                switch (member.Key)
                {
                    case "scale": settings.Scale = Number(member.Value, "scale"); break;
                    case "calls": settings.Calls = Rules(member.Value); break;
                    case "capacity": settings.Capacity = Capacity(member.Value); break;
                    case "log": settings.Log = LogFile(member.Value); break;
                    default: throw new FormatException("unknown member " + member.Key + " of pace");
                }
            }
            return settings;
        }

        private static List<PaceRule> Rules(object? value)
        {
            var rules = new List<PaceRule>();
            foreach (var item in value as List<object?> ?? throw new FormatException("calls of pace is not an array"))
            {
                var members = Members(item, "a call of pace");
                if (!members.ContainsKey("cmdlet") || !members.ContainsKey("seconds")) throw new FormatException("a call of pace needs cmdlet and seconds");
                rules.Add(Rule(members));
            }
            return rules;
        }

        private static PaceRule Rule(Dictionary<string, object?> members)
        {
            var rule = new PaceRule();
            foreach (var member in members)
            {
                switch (member.Key)
                {
                    case "cmdlet": rule.Cmdlet = Configuration.ReadString(member.Value, "cmdlet"); break;
                    case "match": rule.Match = Configuration.ReadString(member.Value, "match"); break;
                    case "image": rule.Image = Configuration.ReadEnum<ImageKind>(member.Value, "image"); break;
                    case "seconds": rule.Seconds = Number(member.Value, "seconds"); break;
                    case "uses": rule.Uses = Numbers(member.Value, "uses"); break;
                    default: throw new FormatException("unknown member " + member.Key + " of a call of pace");
                }
            }
            return rule;
        }

        private static Dictionary<string, double> Capacity(object? value)
        {
            var capacity = Numbers(value, "capacity");
            foreach (var resource in capacity)
                if (resource.Value == 0) throw new FormatException("capacity of " + resource.Key + " is 0");
            return capacity;
        }

        private static string LogFile(object? value)
        {
            var path = Configuration.ReadString(value, "log");
            if (path.Length == 0) throw new FormatException("log of pace is empty");
            return Path.GetFullPath(path);
        }

        private static Dictionary<string, double> Numbers(object? value, string name)
        {
            var numbers = new Dictionary<string, double>();
            foreach (var member in Members(value, name)) numbers[member.Key] = Number(member.Value, member.Key + " of " + name);
            return numbers;
        }

        private static Dictionary<string, object?> Members(object? value, string name) =>
            value as Dictionary<string, object?> ?? throw new FormatException(name + " is not an object");

        private static double Number(object? value, string name) =>
            value is double number && number >= 0 && !double.IsInfinity(number) ? number : throw new FormatException(name + " is no number of 0 or more");
    }
}
