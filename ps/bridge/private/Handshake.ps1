# The facts of the session that the client asks for once.

function Get-SessionFact {
    param([Collections.IList] $Modules)
    $onWindows = [Environment]::OSVersion.Platform -eq [PlatformID]::Win32NT
    $dism = $Modules[0]
    $backend = 'native'
    if ($dism.PrivateData -is [Collections.IDictionary]) {
        if ($dism.PrivateData['Backend'] -eq 'rehearsal') { $backend = 'rehearsal' }
        # PowerShell 7 loads a module that is not made for it into a hidden Windows PowerShell; what comes back are copies
        # without HRESULTs, and nothing here could stop a cmdlet there.
        if ($dism.PrivateData['ImplicitRemoting']) { throw [NotSupportedException]::new('this PowerShell can run it by remoting only; use Windows PowerShell 5.1') }
    }
    $facts = [ordered] @{
        protocol = 1
        pid = [Diagnostics.Process]::GetCurrentProcess().Id
        powershellVersion = $PSVersionTable.PSVersion.ToString()
        edition = [string] $PSVersionTable['PSEdition']
        elevated = Test-Elevation $onWindows
        is64Bit = [Environment]::Is64BitProcess
        backend = $backend
        dismVersion = Get-DismVersion $dism $onWindows
        dismPath = $script:Bridge.DismPath
        ownGroup = (-not $onWindows) -and (Enter-ProcessGroup)
    }
    if ($onWindows) { $facts.volume = Get-VolumeFact ([Environment]::CurrentDirectory) }
    $facts
}

function Get-VolumeFact {
    # File system and kind of drive of a folder. A share has no drive, so it is told by the failure.
    param([string] $Folder)
    try {
        $drive = [IO.DriveInfo]::new([IO.Path]::GetPathRoot($Folder))
        [ordered] @{ format = $drive.DriveFormat; kind = $drive.DriveType.ToString() }
    }
    catch { [ordered] @{ format = ''; kind = 'Network' } }
}

function Test-Elevation {
    param([bool] $OnWindows)
    if (-not $OnWindows) { return [Environment]::UserName -eq 'root' }
    $identity = [Security.Principal.WindowsIdentity]::GetCurrent()
    ([Security.Principal.WindowsPrincipal] $identity).IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

function Get-DismVersion {
    # Of the dism.exe that belongs to the module: beside it in an ADK, in System32 else. A module's own version says little;
    # that of Windows has been 3.0 for years.
    param([Management.Automation.PSModuleInfo] $Module, [bool] $OnWindows)
    if ($OnWindows) {
        foreach ($folder in @($Module.ModuleBase, [Environment]::SystemDirectory)) {
            $file = [IO.Path]::Combine($folder, 'dism.exe')
            if ([IO.File]::Exists($file)) {
                $version = [Diagnostics.FileVersionInfo]::GetVersionInfo($file)
                return '{0}.{1}.{2}.{3}' -f $version.FileMajorPart, $version.FileMinorPart, $version.FileBuildPart, $version.FilePrivatePart
            }
        }
    }
    $Module.Version.ToString()
}

function Get-CmdletJson {
    # Parameter names of each allowed cmdlet that the modules have, as a JSON object. Older hosts lack some, so the client can
    # look first. Whole lists at once: some hundred names one by one would be a good part of a session's start.
    param([Collections.IList] $Modules, [string[]] $Allowed)
    $json = [Text.StringBuilder]::new('{')
    $common = [string[]] [Management.Automation.Cmdlet]::CommonParameters
    foreach ($module in $Modules) {
        foreach ($name in $Allowed) {
            $command = $null
            if (-not $module.ExportedCommands.TryGetValue($name, [ref] $command)) { continue }
            # A cmdlet whose parameters cannot be read is there all the same; the client then counts on none of them.
            $own = try { [string]::Join('","', [string[]] [Linq.Enumerable]::Except([string[]] $command.Parameters.Keys, $common)) } catch { '' }
            # Names that are no plain words would need more than quotes around them, and nobody asks for them.
            if (-not $own -or $own.Replace('","', '') -match '[^0-9A-Za-z_-]') { $own = '[]' } else { $own = '["' + $own + '"]' }
            $null = $json.Append($(if ($json.Length -gt 1) { ',"' } else { '"' })).Append($name).Append('":').Append($own)
            $script:Bridge.Commands[$name] = $module.Name + '\' + $name
        }
    }
    $json.Append('}').ToString()
}

function Enter-ProcessGroup {
    # Makes the session a process group of its own, so that a Ctrl+C in the client's terminal ends no cmdlet here and the
    # client can end the session with all its children. PowerShell has no words for setpgid; a P/Invoke method made at run
    # time needs no compiler, and the project's own host has such a method. On Windows the hidden console that the client
    # gives does the same.
    try {
        $own = [Type]::GetType('OfflineServicing.Host.ProcessGroup, pwsh', $false)
        if ($null -ne $own) { return $own::TryEnter() }
        $assembly = [Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly([Reflection.AssemblyName]::new('OfflineServicing.Bridge.Native'), [Reflection.Emit.AssemblyBuilderAccess]::Run)
        $type = $assembly.DefineDynamicModule('Native').DefineType('Native', [Reflection.TypeAttributes] 'Public, Class')
        $method = $type.DefinePInvokeMethod('setpgid', 'libc', [Reflection.MethodAttributes] 'Public, Static, PinvokeImpl', [Reflection.CallingConventions]::Standard,
            [int], [type[]] @([int], [int]), [Runtime.InteropServices.CallingConvention]::Winapi, [Runtime.InteropServices.CharSet]::Ansi)
        $method.SetImplementationFlags([Reflection.MethodImplAttributes]::PreserveSig)
        $type.CreateType()::setpgid(0, 0) -eq 0
    }
    catch { $false }
}
