import { join } from 'node:path';
import { execa } from 'execa';

/** What is known about a session's process tree. */
export interface ProcessTree {
  pid: number;
  /** The session made itself a process group (POSIX): then the group is the tree. */
  ownGroup: boolean;
}

/**
 * Ends a session's process with all its children. On Windows a killed powershell.exe would leave DismHost.exe behind, at
 * work on a mount; taskkill ends the tree. Elsewhere the session's process group is the tree; without one only the process
 * itself is ended, by its transport. Never fails: what is gone already is what was wanted.
 */
export async function killTree(tree: ProcessTree): Promise<void> {
  if (process.platform === 'win32') {
    const taskkill = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
    await execa(taskkill, ['/PID', String(tree.pid), '/T', '/F'], { stdin: 'ignore', reject: false, windowsHide: true });
    return;
  }
  if (!tree.ownGroup) return;
  try {
    process.kill(-tree.pid, 'SIGKILL');
  } catch {
    // The group is empty.
  }
}
