using System.Runtime.InteropServices;

namespace OfflineServicing.Host;

/// <summary>For the session side of a client: PowerShell has no words for it, and a method made at run time costs time at every start.</summary>
public static class ProcessGroup
{
    /// <summary>Makes this process the leader of a group of its own; false where the system refuses.</summary>
    public static bool TryEnter() => !OperatingSystem.IsWindows() && SetProcessGroup(0, 0) == 0;

    [DllImport("libc", EntryPoint = "setpgid")]
    private static extern int SetProcessGroup(int process, int group);
}
