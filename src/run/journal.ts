import { closeSync, fdatasync, openSync, readFileSync, writeSync } from 'node:fs';
import { toFileError } from '../files/file-error.js';
import type { RunEvent } from '../schema/event.js';
import { isProgress } from '../schema/event.js';
import { ServicingError } from '../schema/errors.js';

/**
 * Appends the run's events to `journal.ndjson`. A line is in the file, for every reader and after a kill, when `append`
 * returns; against a power cut it is brought to the disk beside the work, all lines so far by one flush, and at the end.
 */
export class Journal {
  readonly #path: string;
  readonly #file: number;
  #open = true;
  /** Lines were written since the last flush began. */
  #dirty = false;
  #flushing: Promise<void> | undefined;
  #problem: Error | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'a');
  }

  /**
   * Leaves out progress, and what comes after the end.
   * @throws ServicingError `disk-space`, also for lines before that did not reach the disk
   */
  append(event: RunEvent): void {
    if (isProgress(event) || !this.#open) return;
    try {
      if (this.#problem !== undefined) throw this.#problem;
      writeSync(this.#file, `${JSON.stringify(event)}\n`);
    } catch (error) {
      throw toFileError(error, 'write', this.#path);
    }
    this.#dirty = true;
    this.#flushing ??= this.#flush();
  }

  /** Brings what is left to the disk. Errors as {@link append}. */
  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#flushing;
    closeSync(this.#file);
    if (this.#problem !== undefined) throw toFileError(this.#problem, 'write', this.#path);
  }

  /** One flush at a time; what is written meanwhile is brought to the disk by the next. Never rejects. */
  async #flush(): Promise<void> {
    while (this.#dirty) {
      this.#dirty = false;
      await new Promise<void>((resolve) => {
        fdatasync(this.#file, (error) => {
          this.#problem ??= error ?? undefined;
          resolve();
        });
      });
    }
    this.#flushing = undefined;
  }
}

/** A line of a journal: fields that this version does not know are kept, types that it does not know too. */
export interface JournalEntry {
  readonly v: number;
  readonly seq: number;
  readonly type: string;
  readonly [field: string]: unknown;
}

/**
 * Reads a journal back. A torn last line, as a power cut leaves it, is dropped.
 * @throws ServicingError `internal` for a line in the middle that is no event, `usage` for one of a later version.
 */
export function readJournal(path: string): JournalEntry[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  // What follows the last line feed is empty, or torn.
  lines.pop();
  const entries: JournalEntry[] = [];
  for (const [at, line] of lines.entries()) {
    const entry = parseLine(line);
    if (entry === undefined) {
      throw new ServicingError('internal', `Line ${at + 1} of the journal is damaged`, { details: [path] });
    }
    if (entry.v > 1) {
      throw new ServicingError('usage', 'The journal was written by a later version of offline-servicing', { details: [path] });
    }
    entries.push(entry);
  }
  return entries;
}

function parseLine(line: string): JournalEntry | undefined {
  try {
    const value = JSON.parse(line) as Partial<JournalEntry>;
    return typeof value.v === 'number' && typeof value.type === 'string' ? (value as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}
