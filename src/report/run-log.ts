import { createWriteStream, mkdirSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import winston from 'winston';
import type { RunEvent } from '../schema/event.js';
import { isProgress } from '../schema/event.js';
import { formatCmTrace, type CmTraceType } from './cmtrace.js';
import { describeEvent, type EventLevel } from './event-text.js';
import { Privacy } from './privacy.js';

/** Names of the files that a run log writes into its folder. */
const runLogFiles = { cmTrace: 'servicing.log', events: 'events.ndjson', debug: 'debug.log' } as const;

/**
 * CMTrace takes a file without this mark for the computer's code page, and shows names with other letters than English ones
 * wrong; with it as UTF-8. Logs that Windows PowerShell writes as UTF-8 have it, too.
 */
const byteOrderMark = '\ufeff';

const lineKey = Symbol.for('message');
const cmTraceTypes: Readonly<Record<EventLevel, CmTraceType>> = { info: 1, warning: 2, error: 3 };

interface LogInfo extends winston.Logform.TransformableInfo {
  event?: RunEvent;
  time?: Date;
}

/** A winston format that turns an entry into its line, or drops it. */
function lineFormat(toLine: (info: LogInfo) => string | undefined): winston.Logform.Format {
  return winston.format((info) => {
    const line = toLine(info);
    return line === undefined ? false : { ...info, [lineKey]: line };
  })();
}

function cmTraceLine({ event }: LogInfo): string | undefined {
  const described = event === undefined ? undefined : describeEvent(event);
  if (event === undefined || described === undefined) return undefined;
  return formatCmTrace({
    message: described.text,
    time: new Date(event.time),
    component: described.target ?? 'offline-servicing',
    type: cmTraceTypes[described.level],
    thread: threadOf(event),
    source: described.step ?? '',
  });
}

/** The process that did it: the PowerShell of a session, where the event tells of one. */
function threadOf(event: RunEvent): number {
  if (event.type === 'session-opened') return event.pid;
  if (event.type === 'step-finished' || event.type === 'step-failed') return event.sessions?.at(-1)?.pid ?? process.pid;
  return process.pid;
}

/** Progress is a picture, not history: it stays out of the files. */
function eventLine({ event }: LogInfo): string | undefined {
  return event === undefined || isProgress(event) ? undefined : JSON.stringify(event);
}

function debugLine({ event, time, message }: LogInfo): string | undefined {
  if (event === undefined) return `${(time ?? new Date()).toISOString()} ${String(message)}`;
  const described = describeEvent(event);
  if (described === undefined) return undefined;
  return `${event.time} ${described.level.toUpperCase()} ${[described.step ?? described.target, described.text].filter(Boolean).join(': ')}`;
}

/**
 * The logs of one run: `servicing.log` for CMTrace, `events.ndjson` for machines, `debug.log` with everything else the
 * sessions said. Names of people and secrets stay out of all three. A log that cannot be written never fails the run; the first
 * such failure is kept in `problem`.
 */
export class RunLog {
  readonly folder: string;
  readonly #logger: winston.Logger;
  readonly #transports: winston.transport[];
  readonly #streams: WriteStream[] = [];
  readonly #privacy: Privacy;
  #problem: string | undefined;

  constructor(folder: string, privacy: Privacy) {
    this.folder = folder;
    this.#privacy = privacy;
    mkdirSync(folder, { recursive: true });
    this.#transports = [
      this.#transport(runLogFiles.cmTrace, '\r\n', lineFormat(cmTraceLine)),
      this.#transport(runLogFiles.events, '\n', lineFormat(eventLine)),
      this.#transport(runLogFiles.debug, '\n', lineFormat(debugLine)),
    ];
    this.#logger = winston.createLogger({ level: 'debug', transports: this.#transports });
  }

  /** The first thing that went wrong with writing the logs. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Writes an event to all three files. */
  event(event: RunEvent): void {
    this.#logger.log({ level: 'info', message: '', event: this.#privacy.hideIn(event) });
  }

  /** Writes a line to `debug.log` only, with the time in front. */
  debug(line: string): void {
    this.#logger.log({ level: 'debug', message: this.#privacy.hide(line), time: new Date() });
  }

  /** Ends the log; resolves when everything is in the files. May be called twice. */
  async close(): Promise<void> {
    this.#logger.end();
    await Promise.all(this.#transports.map(async (transport) => { await finished(transport); }));
    await Promise.all(this.#streams.map(async (stream) => {
      stream.end();
      await finished(stream).catch(() => undefined);
    }));
  }

  /**
   * A transport on a stream of our own. winston's File transport loses lines when it is ended while it still opens its
   * file (measured with 3.19: 912 of 1000), and never finishes when the file cannot be opened.
   */
  #transport(name: string, eol: string, format: winston.Logform.Format): winston.transport {
    const stream = createWriteStream(join(this.folder, name), { flags: 'a' });
    if (name === runLogFiles.cmTrace && isNew(join(this.folder, name))) stream.write(byteOrderMark);
    stream.on('error', (error) => { this.#problem ??= `${name}: ${error.message}`; });
    this.#streams.push(stream);
    return new winston.transports.Stream({ stream, eol, format, level: 'debug' });
  }
}

/** Nothing is in the file yet, or nobody may look: then writing says so. */
function isNew(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
}

/** Opens the logs of a run in `folder`, which is made when missing; existing files are continued. */
export function openRunLog(folder: string, privacy = new Privacy()): RunLog {
  return new RunLog(folder, privacy);
}
