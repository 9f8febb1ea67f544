import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CmdletProgress } from './cmdlet-invoker.js';
import type { FailureContext } from './dism-error.js';

/** What all DISM calls of one step share. */
export interface CallContext extends FailureContext {
  /** Absolute path of the step's own DISM log; its folder is made before the first call. */
  logPath: string;
  /** Absolute path of a folder for this step only: two operations with one scratch folder collide. */
  scratchDirectory: string;
  signal?: AbortSignal | undefined;
  /** Told where the percentage is known, 0 to 100. */
  onProgress?: ((progress: CmdletProgress) => void) | undefined;
  onWarning?: ((message: string) => void) | undefined;
  /** Deadlines in seconds by cmdlet name, instead of the built-in ones. */
  timeouts?: Readonly<Record<string, number>> | undefined;
}

/** DISM ignores a log whose folder is missing and fails without its scratch folder. */
export async function prepareFolders(context: CallContext): Promise<void> {
  await mkdir(dirname(context.logPath), { recursive: true });
  await mkdir(context.scratchDirectory, { recursive: true });
}
