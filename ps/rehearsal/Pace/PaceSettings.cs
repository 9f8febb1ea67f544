using System;
using System.Collections.Generic;

namespace Microsoft.Dism.Commands
{
    /// <summary>How long the calls that fit take, and which shares of resources they use meanwhile.</summary>
    internal sealed class PaceRule
    {
        public string Cmdlet = "";
        /// <summary>Substring of a parameter value or of what a package file tells of itself, without regard to case; empty = any call.</summary>
        public string Match = "";
        /// <summary>Null = any image, and none.</summary>
        public ImageKind? Image;
        /// <summary>Not yet scaled.</summary>
        public double Seconds;
        public IReadOnlyDictionary<string, double> Uses = new Dictionary<string, double>();
    }

    /// <summary>Member `pace` of the configuration; see docs/rehearsal.md.</summary>
    internal sealed class PaceSettings
    {
        public double Scale = 1;
        public IReadOnlyList<PaceRule> Calls = Array.Empty<PaceRule>();
        /// <summary>What there is of each resource; one that is missing has no limit.</summary>
        public IReadOnlyDictionary<string, double> Capacity = new Dictionary<string, double>();
        /// <summary>Absolute path of the file that gets a line a call; empty for none.</summary>
        public string Log = "";
    }
}
