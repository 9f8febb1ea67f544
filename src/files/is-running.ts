import { readFileSync } from 'node:fs';
import { errnoOf } from './file-error.js';

/** Whether a process of this computer is at work, another user's included. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
  return !isRemains(pid);
}

/** What is left of an orphan that has ended stays where nobody asks for its exit code, as in some containers. */
function isRemains(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return /\) [ZX] /u.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
