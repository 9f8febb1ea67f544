import type { DismCaller } from './dism-caller.js';
import { runDismExe } from './dism-exe.js';
import { imageHealthSchema } from './objects.js';
import type { ImageHealth } from './objects.js';

export interface CleanupOptions {
  path: string;
  /** Superseded components go too; updates can then not be removed any more. */
  resetBase?: boolean | undefined;
  /** Leave long work to the first start of Windows; only with resetBase. */
  defer?: boolean | undefined;
}

/** Component store of a mounted image. */
export interface RepairCommands {
  /**
   * `Repair-WindowsImage -StartComponentCleanup`; through dism.exe where the module of the host does not have the
   * parameters (Windows 10 1607 and its like have CheckHealth, ScanHealth and RestoreHealth only).
   */
  cleanupImage(options: CleanupOptions): Promise<void>;
  /** `Repair-WindowsImage -CheckHealth` */
  checkHealth(path: string): Promise<ImageHealth>;
}

const cmdlet = 'Repair-WindowsImage';

/** See {@link RepairCommands}. */
export function repairCommands(dism: DismCaller): RepairCommands {
  return {
    cleanupImage: async ({ path, resetBase = false, defer = false }) => {
      const switches = ['StartComponentCleanup', ...(resetBase ? ['ResetBase'] : []), ...(defer ? ['Defer'] : [])];
      const offered = new Set((dism.invoker.handshake.cmdlets[cmdlet] ?? []).map((name) => name.toLowerCase()));
      if (switches.every((name) => offered.has(name.toLowerCase()))) {
        await dism.run(cmdlet, { Path: path, ...Object.fromEntries(switches.map((name) => [name, true])) });
      } else {
        await runDismExe(dism, cmdlet, [`/Image:${path}`, '/Cleanup-Image', ...switches.map((name) => `/${name}`)]);
      }
    },
    checkHealth: (path) => dism.one(cmdlet, { Path: path, CheckHealth: true }, imageHealthSchema),
  };
}
