import { freeBytes } from '../files/disk-space.js';
import { ServicingError } from '../schema/errors.js';

/** With less than this nothing that DISM does can go on. */
const usableBytes = 16 * 2 ** 20;

/** What a full volume may look like; the rest says itself what it is. */
const unclear = new Set<ServicingError['code']>(['servicing', 'proof', 'session', 'wim-invalid', 'internal']);

/**
 * On a full volume, DISM ends with whatever it wanted to write first: its log, a hive, the WIM. Where the workspace's
 * volume is full, that is what the error says; what was thrown stays its cause.
 * @param free for tests; the default asks the volume
 */
export async function orFullDisk(error: ServicingError, workspace: string, free: (path: string) => Promise<number> = freeBytes): Promise<ServicingError> {
  if (!unclear.has(error.code)) return error;
  const bytes = await free(workspace).catch(() => undefined);
  if (bytes === undefined || bytes >= usableBytes) return error;
  const { message, hresult, symbol, target, step, logPath, details } = error;
  return new ServicingError('disk-space', `The volume of the workspace is full: ${message}`, {
    hresult, symbol, target, step, logPath, details: [...details, `${bytes} bytes are free on the volume of ${workspace}`], cause: error,
    advice: 'Free space there, or name another volume with --workspace and --output; then run the same command again.',
  });
}
