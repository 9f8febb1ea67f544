/** Seconds after which a cmdlet counts as hung, for cmdlets that work for long; the rest have {@link defaultSeconds}. */
const longSeconds: Readonly<Record<string, number>> = {
  'Add-WindowsPackage': 3 * 3600,
  'Repair-WindowsImage': 3 * 3600,
  'Mount-WindowsImage': 3600,
  'Dismount-WindowsImage': 2 * 3600,
  'Save-WindowsImage': 2 * 3600,
  'Export-WindowsImage': 2 * 3600,
  'Split-WindowsImage': 3600,
  'Enable-WindowsOptionalFeature': 3600,
  'Disable-WindowsOptionalFeature': 3600,
  'Add-WindowsDriver': 3600,
  'Add-WindowsCapability': 3600,
  'Remove-WindowsCapability': 3600,
  'Clear-WindowsCorruptMountPoint': 1800,
};

const defaultSeconds = 600;

/** Deadline of a cmdlet in milliseconds. `timeouts` holds seconds by cmdlet name, matched without case, and wins. */
export function deadlineMsOf(cmdlet: string, timeouts: Readonly<Record<string, number>> = {}): number {
  const named = Object.entries(timeouts).find(([name]) => name.toLowerCase() === cmdlet.toLowerCase())?.[1];
  return (named ?? longSeconds[cmdlet] ?? defaultSeconds) * 1000;
}
