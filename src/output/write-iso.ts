import { rm, stat } from 'node:fs/promises';
import { cancelledError, throwIfCancelled } from '../files/cancel.js';
import { freeBytes } from '../files/disk-space.js';
import { exists } from '../files/paths.js';
import { sizeText } from '../files/size-text.js';
import { ServicingError } from '../schema/errors.js';
import type { IsoJob, IsoWriter } from './iso-writer.js';

export interface WriteOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((percent: number) => void) | undefined;
}

/** A program that still runs so long after it was asked to end is ended. */
const graceMs = 5_000;

/** Lines of what the program said, for the error. */
const linesShown = 6;

/**
 * Writes an ISO file with a program. After a failure nothing of it is left.
 * @returns its bytes
 * @throws ServicingError `servicing` with what the program said, `disk-space`, `cancelled`
 */
export async function writeIso(writer: IsoWriter, job: IsoJob, { signal, onProgress }: WriteOptions = {}): Promise<number> {
  throwIfCancelled(signal);
  try {
    await run(writer, job, signal, onProgress);
    return (await stat(job.output)).size;
  } catch (error) {
    await rm(job.output, { force: true });
    throw error;
  }
}

async function run(writer: IsoWriter, job: IsoJob, signal: AbortSignal | undefined, onProgress: WriteOptions['onProgress']): Promise<void> {
  const { execa } = await import('execa');
  const child = execa(writer.executable, writer.arguments(job), {
    stdin: 'ignore', stdout: 'pipe', stderr: 'pipe', all: true, reject: false, windowsHide: true, forceKillAfterDelay: graceMs,
    // Messages in English, and times without a zone.
    env: { LC_ALL: 'C', TZ: 'UTC' }, ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  let said = '';
  child.all.on('data', (chunk: Buffer) => {
    const text = chunk.toString('utf8');
    said = (said + text).slice(-10_000);
    const percent = writer.percentIn(text);
    if (percent !== undefined) onProgress?.(Math.min(percent, 100));
  });
  const result = await child;
  if (signal?.aborted === true) throw cancelledError(signal);
  if (result.exitCode === 0) return;
  throw await failureOf(writer, job, said, result);
}

async function failureOf(writer: IsoWriter, job: IsoJob, said: string, cause: Error & { exitCode?: number } | object): Promise<ServicingError> {
  const { exitCode } = cause as { exitCode?: number };
  const details = said.split(/[\r\n]+/u).map((line) => line.trim()).filter((line) => line !== '' && writer.percentIn(line) === undefined).slice(-linesShown);
  const free = await freeBytes(job.output).catch(() => undefined);
  if (/no space left|disk is full|not enough space/iu.test(said)) {
    return new ServicingError('disk-space', `${writer.name} could not write the whole ISO file: the disk is full`, {
      details: [...details, ...(free === undefined ? [] : [`free: ${sizeText(free)}`])], advice: 'Free space on that volume, then run the same command again.', cause,
    });
  }
  const rootIsThere = await exists(job.root);
  return new ServicingError('servicing', `${writer.name} could not write the ISO file${exitCode === undefined ? '' : `: it ended with ${exitCode}`}`, {
    details: [...details, writer.executable, ...(rootIsThere ? [] : [`${job.root} is not there any more`])],
    advice: /input\/output error|read error|cannot read|data error/iu.test(said) ? 'A file of the media cannot be read. Copy the media again, from another disk or stick.'
      : 'What the program said is above; run the same command again.', cause,
  });
}
