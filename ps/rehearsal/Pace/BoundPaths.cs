using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>What the parameters of a cmdlet say, whichever it is.</summary>
    internal static class BoundPaths
    {
        /// <param name="bound">Values by parameter.</param>
        /// <param name="hostPath">The absolute path on this machine; empty where it cannot be told.</param>
        public static CallPaths Of(IDictionary<string, object> bound, Func<string, string> hostPath)
        {
            var wim = First(bound, hostPath, "ImagePath", "SourceImagePath");
            return new CallPaths
            {
                Image = First(bound, hostPath, "Path"),
                Captured = First(bound, hostPath, "CapturePath"),
                Wim = wim,
                Index = bound.TryGetValue("Index", out var index) || bound.TryGetValue("SourceIndex", out index) ? index as uint? ?? 0 : 0,
                Name = wim.Length > 0 ? First(bound, text => text, "Name", "SourceName") : "",
                Package = First(bound, hostPath, "PackagePath"),
                Destination = First(bound, hostPath, "DestinationImagePath", "SplitImagePath", "ApplyPath", "Driver"),
                Item = First(bound, text => text, "FeatureName", "Name", "PackageName"),
            };
        }

        /// <summary>The parameters as somebody would type them, one a line: `-Save`, `-PackagePath /updates/a.msu`.</summary>
        public static string AsTyped(IDictionary<string, object> bound)
        {
            var lines = new List<string>();
            foreach (var parameter in bound)
                lines.Add("-" + parameter.Key + (parameter.Value is SwitchParameter given ? given ? "" : ":$false" : " " + Text(parameter.Value)));
            return string.Join("\n", lines);
        }

        private static string Text(object value) => value is string[] all ? string.Join(", ", all) : value?.ToString() ?? "";

        private static string First(IDictionary<string, object> bound, Func<string, string> shape, params string[] names)
        {
            foreach (var name in names)
            {
                var text = bound.TryGetValue(name, out var value) ? Text(value) : "";
                if (text.Length > 0) return shape(text);
            }
            return "";
        }
    }
}
