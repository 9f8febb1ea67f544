import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { toFileError } from '../files/file-error.js';
import type { RunEvent } from '../schema/event.js';
import { isProgress } from '../schema/event.js';
import { ServicingError } from '../schema/errors.js';

/** Appends the run's events to `journal.ndjson`, on disk before the run goes on. */
export class Journal {
  readonly #path: string;
  readonly #file: number;
  #open = true;

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'a');
  }

  /**
   * Leaves out progress, and what comes after the end.
   * @throws ServicingError `disk-space`
   */
  append(event: RunEvent): void {
    if (isProgress(event) || !this.#open) return;
    try {
      writeSync(this.#file, `${JSON.stringify(event)}\n`);
      fsyncSync(this.#file);
    } catch (error) {
      throw toFileError(error, 'write', this.#path);
    }
  }

  close(): void {
    this.#open = false;
    closeSync(this.#file);
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
