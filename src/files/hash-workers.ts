import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

export type HashAlgorithm = 'sha256' | 'sha1';

/** What came of a file that was hashed. */
export interface HashedFile {
  /** In the order of the algorithms, lower-case hexadecimal. */
  readonly digests: readonly string[];
  /** Bytes that were hashed. */
  readonly size: number;
}

interface Job {
  readonly path: string;
  readonly algorithms: readonly HashAlgorithm[];
  /** Set to other than 0, the worker stops after the piece that it is at; undefined: nobody will. */
  readonly stop: Int32Array | undefined;
  /** Largest file that is hashed, in bytes; of a larger one only that is told. */
  readonly most: number;
  readonly settle: (answer: Answer) => void;
}

/** Properties of an error of the file system, which do not survive the way between threads by themselves. */
interface Failure { readonly message: string; readonly code?: string; readonly errno?: number; readonly syscall?: string; readonly path?: string }

/** What a worker is told. */
type Work = Omit<Job, 'settle'>;

type Answer = { readonly hashed: HashedFile } | { readonly failure: Failure } | { readonly larger: true } | { readonly stopped: true } | { readonly lost: true };

/** More than four read faster than nearly all disks. */
const mostWorkers = Math.min(4, availableParallelism());
/** Bytes of one read; larger ones gain nothing, and do not fit into the processor's cache. */
const readSize = 1024 * 1024;
/** Small files that a worker has before it: it goes on with the next while its answer is on the way. */
const smallAtOnce = 3;
/** Small files count together when they are hashed within so many milliseconds. */
const together = 100;
/** Milliseconds after which a worker that has nothing to do is ended, for its memory. */
const idleTime = 1_000;

/**
 * What a worker does. It becomes source text, since a bundle has no file of its own for it: everything it needs is inside.
 */
function work(load: NodeJS.Require, size: number): void {
  const { parentPort } = load('node:worker_threads') as typeof import('node:worker_threads');
  const { closeSync, fstatSync, openSync, readSync } = load('node:fs') as typeof import('node:fs');
  const { createHash } = load('node:crypto') as typeof import('node:crypto');
  const piece = Buffer.allocUnsafe(size);
  const hash = ({ path, algorithms, stop, most }: Work): Answer => {
    const file = openSync(path, 'r');
    try {
      if (fstatSync(file).size > most) return { larger: true };
      const hashes = algorithms.map((name) => createHash(name));
      for (let bytes = 0; ;) {
        if (stop !== undefined && Atomics.load(stop, 0) !== 0) return { stopped: true };
        const read = readSync(file, piece, 0, size, null);
        if (read === 0) return { hashed: { digests: hashes.map((one) => one.digest('hex')), size: bytes } };
        bytes += read;
        for (const one of hashes) one.update(read === size ? piece : piece.subarray(0, read));
      }
    } finally {
      closeSync(file);
    }
  };
  parentPort?.on('message', (job: Work) => {
    let answer: Answer;
    try {
      answer = hash(job);
    } catch (caught) {
      const { message, code, errno, syscall, path } = caught as NodeJS.ErrnoException;
      answer = { failure: { message, ...(code === undefined ? {} : { code }), ...(errno === undefined ? {} : { errno }), ...(syscall === undefined ? {} : { syscall }), ...(path === undefined ? {} : { path }) } };
    }
    parentPort.postMessage(answer);
  });
}

/** A worker and the jobs that it has: a large file, or a few small ones, which it goes through in order. */
class HashWorker {
  readonly #worker: Worker;
  readonly #jobs: Job[] = [];
  #online = false;
  #idle: NodeJS.Timeout | undefined;

  constructor() {
    this.#worker = new Worker(`(${work.toString()})(require, ${readSize})`, {
      eval: true, execArgv: [], env: {}, resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 32 },
    });
    this.#worker.on('online', () => { this.#online = true; });
    this.#worker.on('message', (answer: Answer) => { this.#settle(answer); });
    // One that cannot start, or has broken down: its file is hashed without it.
    this.#worker.on('error', () => { this.#end(); });
    this.#worker.on('exit', () => { this.#end(); });
    this.#rest();
  }

  /** Whether it has nothing to do. */
  get isFree(): boolean {
    return this.#jobs.length === 0;
  }

  /** Small files that it could take at once. */
  get room(): number {
    return this.#online && this.#jobs.every(({ most }) => most !== Infinity) ? smallAtOnce - this.#jobs.length : 0;
  }

  start(job: Job): void {
    clearTimeout(this.#idle);
    this.#jobs.push(job);
    this.#worker.ref();
    const { settle: _here, ...told } = job;
    this.#worker.postMessage(told satisfies Work);
  }

  #settle(answer: Answer): void {
    const job = this.#jobs.shift();
    if (this.isFree) this.#rest();
    job?.settle(answer);
    next();
  }

  /** With nothing to do it holds no process, and ends soon. */
  #rest(): void {
    this.#worker.unref();
    this.#idle = setTimeout(() => {
      this.#end();
      void this.#worker.terminate();
    }, idleTime).unref();
  }

  #end(): void {
    clearTimeout(this.#idle);
    if (!all.delete(this)) return;
    for (const job of this.#jobs.splice(0)) job.settle({ lost: true });
    next();
  }
}

const all = new Set<HashWorker>();
/** Large files that wait for a worker. */
const queue: Job[] = [];

function next(): void {
  while (queue.length > 0) {
    const free = [...all].find((worker) => worker.isFree);
    if (free === undefined && all.size >= mostWorkers) return;
    const job = queue.shift();
    if (job === undefined) return;
    try {
      (free ?? made()).start(job);
    } catch {
      // A process may not be allowed to have workers.
      job.settle({ lost: true });
    }
  }
}

function made(): HashWorker {
  const worker = new HashWorker();
  all.add(worker);
  return worker;
}

/**
 * Hashes a file beside the event loop, one file a worker and as many at once as there are processors, up to four; reads it once.
 * @returns undefined where the worker was lost, so that the file is still to be hashed, and where the signal has fired
 * @throws the file system's own error
 */
export async function hashBeside(path: string, algorithms: readonly HashAlgorithm[], signal: AbortSignal | undefined): Promise<HashedFile | undefined> {
  return asked({ path, algorithms, most: Infinity }, signal, (job) => {
    queue.push(job);
    next();
  });
}

/**
 * Hashes a file that is small, where a worker is up and has room: a file's way through the pool of threads (open, size, read,
 * close) takes longer than reading and hashing it there.
 * @param most bytes of the largest file that counts as small
 * @returns undefined where there is no such worker, where the file is larger, and as {@link hashBeside}
 * @throws the file system's own error
 */
export async function hashSmallBeside(path: string, algorithms: readonly HashAlgorithm[], most: number, signal: AbortSignal | undefined): Promise<HashedFile | undefined> {
  if (queue.length > 0) return undefined;
  let best: HashWorker | undefined;
  for (const worker of all) if (worker.room > (best?.room ?? 0)) best = worker;
  if (best === undefined) return undefined;
  const worker = best;
  return asked({ path, algorithms, most }, signal, (job) => { worker.start(job); });
}

let [since, bytesTogether] = [0, 0];

/**
 * Tells that a small file was hashed without a worker. Many of them, one soon after the other, are worth workers as one large file
 * is: these are started then, for those that follow.
 * @param worthIt bytes that are worth a worker
 */
export function countSmall(size: number, worthIt: number): void {
  const now = performance.now();
  if (now - since > together) [since, bytesTogether] = [now, 0];
  bytesTogether += size;
  if (bytesTogether < worthIt) return;
  bytesTogether = 0;
  try {
    while (all.size < mostWorkers) made();
  } catch {
    // A process may not be allowed to have workers.
  }
}

async function asked(job: Pick<Job, 'path' | 'algorithms' | 'most'>, signal: AbortSignal | undefined, give: (job: Job) => void): Promise<HashedFile | undefined> {
  const stop = signal === undefined ? undefined : new Int32Array(new SharedArrayBuffer(4));
  const onAbort = (): void => { if (stop !== undefined) Atomics.store(stop, 0, 1); };
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const answer = await new Promise<Answer>((settle) => { give({ ...job, stop, settle }); });
    if ('failure' in answer) throw Object.assign(new Error(answer.failure.message), answer.failure);
    return 'hashed' in answer ? answer.hashed : undefined;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
