import { windowsProgram } from '../files/windows-program.js';

/** What is known about a session's process tree. */
export interface ProcessTree {
  pid: number;
  /** The session made itself a process group (POSIX): then the group is the tree. */
  ownGroup: boolean;
}

/** For tests: another platform, and a stand-in for taskkill. */
export interface KillOptions {
  platform?: NodeJS.Platform;
  run?: (file: string, args: readonly string[]) => Promise<unknown>;
}

/**
 * Ends a living process with all its children. On Windows a killed powershell.exe would leave DismHost.exe behind, at
 * work on a mount; taskkill ends the tree. Elsewhere the session's process group is the tree; without one only the process
 * itself is ended, by its transport. Never fails: what is gone already is what was wanted.
 */
export async function killTree(tree: ProcessTree, options: KillOptions = {}): Promise<void> {
  const { platform = process.platform, run = runTool } = options;
  if (platform === 'win32') {
    await run(windowsProgram('taskkill.exe'), ['/PID', String(tree.pid), '/T', '/F']);
    return;
  }
  killGroup(tree);
}

/**
 * Ends what a process that is gone has left behind. On Windows there is nothing safe to do: its number may by now be
 * another program's, and taskkill finds children through a living parent only. DismHost.exe ends by itself without a
 * client, and what follows waits for it where a mount is still in use.
 */
export function killOrphans(tree: ProcessTree, platform: NodeJS.Platform = process.platform): void {
  if (platform !== 'win32') killGroup(tree);
}

async function runTool(file: string, args: readonly string[]): Promise<void> {
  const { execa } = await import('execa');
  await execa(file, args, { stdin: 'ignore', reject: false, windowsHide: true });
}

function killGroup(tree: ProcessTree): void {
  if (!tree.ownGroup) return;
  try {
    process.kill(-tree.pid, 'SIGKILL');
  } catch {
    // The group is empty.
  }
}
