using System.Globalization;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;

namespace OfflineServicing.Host;

/// <summary>The host that scripts see as $Host: plain text on the standard streams, no terminal.</summary>
internal sealed class OfflineHost(bool nonInteractive) : PSHost
{
    /// <summary>Exit code asked for by `exit`, or null while nobody has.</summary>
    public int? ExitCode { get; private set; }

    public override string Name => "OfflineServicingHost";
    public override Version Version { get; } = EngineInternals.EngineVersion;
    public override Guid InstanceId { get; } = Guid.NewGuid();
    public override PSHostUserInterface UI { get; } = new HostUserInterface(nonInteractive);
    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;
    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new PSNotImplementedForHost("A nested prompt");
    public override void ExitNestedPrompt() => throw new PSNotImplementedForHost("A nested prompt");

    // Native programs write to the same streams; there is no terminal state to hand over.
    public override void NotifyBeginApplication() { }
    public override void NotifyEndApplication() { }
}

/// <summary>Something that needs a terminal or a person was asked of this host.</summary>
internal sealed class PSNotImplementedForHost(string what)
    : HostException($"{what} is not available: this host has no terminal.");
