import type { CleanupOptions } from './client-options.js';
import type { DismCaller } from './dism-caller.js';
import { runDismExe } from './dism-exe.js';

const cmdlet = 'Repair-WindowsImage';

/**
 * Cleans the component store of a mounted image with the cmdlet where it can, else with dism.exe: on older hosts
 * (Windows 10 1607 and its like) Repair-WindowsImage has CheckHealth, ScanHealth and RestoreHealth only.
 */
export async function cleanupImage(dism: DismCaller, options: CleanupOptions): Promise<void> {
  const { path, resetBase = false, defer = false } = options;
  const switches = ['StartComponentCleanup', ...(resetBase ? ['ResetBase'] : []), ...(defer ? ['Defer'] : [])];
  const offered = new Set((dism.invoker.handshake.cmdlets[cmdlet] ?? []).map((name) => name.toLowerCase()));
  if (switches.every((name) => offered.has(name.toLowerCase()))) {
    await dism.run(cmdlet, { Path: path, ...Object.fromEntries(switches.map((name) => [name, true])) });
  } else {
    await runDismExe(dism, cmdlet, [`/Image:${path}`, '/Cleanup-Image', ...switches.map((name) => `/${name}`)]);
  }
}
