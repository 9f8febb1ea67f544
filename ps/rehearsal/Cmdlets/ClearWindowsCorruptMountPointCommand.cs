using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Removes every broken mount of this computer; it has no path.</summary>
    [Cmdlet(VerbsCommon.Clear, "WindowsCorruptMountPoint")]
    [OutputType(typeof(BaseDismObject))]
    public sealed class ClearWindowsCorruptMountPointCommand : DismCmdlet
    {
        internal override IEnumerable<BaseDismObject> Run(Operation operation)
        {
            operation.Progress(0);
            new MountService(operation).ClearCorrupt();
            return Pretend();
        }

        internal override IEnumerable<BaseDismObject> Pretend() => new[] { new BaseDismObject() };
    }
}
