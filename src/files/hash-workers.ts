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
  /** Set to other than 0, the worker stops after the piece that it is at. */
  readonly stop: Int32Array;
  readonly settle: (answer: Answer) => void;
}

/** Properties of an error of the file system, which do not survive the way between threads by themselves. */
interface Failure { readonly message: string; readonly code?: string; readonly errno?: number; readonly syscall?: string; readonly path?: string }

type Answer = { readonly hashed: HashedFile } | { readonly failure: Failure } | { readonly stopped: true } | { readonly lost: true };

/** More than four read faster than nearly all disks. */
const mostWorkers = Math.min(4, availableParallelism());
/** Bytes of one read; larger ones gain nothing, and do not fit into the processor's cache. */
const readSize = 1024 * 1024;
/** Milliseconds after which a worker that has nothing to do is ended, for its memory. */
const idleTime = 1_000;

/**
 * What a worker does. It becomes source text, since a bundle has no file of its own for it: everything it needs is inside.
 */
function work(load: NodeJS.Require, size: number): void {
  const { parentPort } = load('node:worker_threads') as typeof import('node:worker_threads');
  const { closeSync, openSync, readSync } = load('node:fs') as typeof import('node:fs');
  const { createHash } = load('node:crypto') as typeof import('node:crypto');
  const piece = Buffer.allocUnsafe(size);
  const hash = ({ path, algorithms, stop }: Pick<Job, 'path' | 'algorithms' | 'stop'>): Answer => {
    const hashes = algorithms.map((name) => createHash(name));
    const file = openSync(path, 'r');
    try {
      for (let bytes = 0; ;) {
        if (Atomics.load(stop, 0) !== 0) return { stopped: true };
        const read = readSync(file, piece, 0, size, null);
        if (read === 0) return { hashed: { digests: hashes.map((one) => one.digest('hex')), size: bytes } };
        bytes += read;
        for (const one of hashes) one.update(read === size ? piece : piece.subarray(0, read));
      }
    } finally {
      closeSync(file);
    }
  };
  parentPort?.on('message', (job: Pick<Job, 'path' | 'algorithms' | 'stop'>) => {
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

/** A worker and the job that it has. */
class HashWorker {
  readonly #worker: Worker;
  #job: Job | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor() {
    this.#worker = new Worker(`(${work.toString()})(require, ${readSize})`, {
      eval: true, execArgv: [], env: {}, resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 32 },
    });
    this.#worker.on('message', (answer: Answer) => { this.#settle(answer); });
    // One that cannot start, or has broken down: its file is hashed without it.
    this.#worker.on('error', () => { this.#end(); });
    this.#worker.on('exit', () => { this.#end(); });
    this.#worker.unref();
  }

  start(job: Job): void {
    clearTimeout(this.#idle);
    this.#job = job;
    this.#worker.ref();
    this.#worker.postMessage({ path: job.path, algorithms: job.algorithms, stop: job.stop });
  }

  #settle(answer: Answer): void {
    const job = this.#job;
    this.#job = undefined;
    this.#worker.unref();
    this.#idle = setTimeout(() => {
      this.#end();
      void this.#worker.terminate();
    }, idleTime).unref();
    job?.settle(answer);
    free.push(this);
    next();
  }

  #end(): void {
    clearTimeout(this.#idle);
    if (!all.delete(this)) return;
    const at = free.indexOf(this);
    if (at >= 0) free.splice(at, 1);
    this.#job?.settle({ lost: true });
    this.#job = undefined;
    next();
  }
}

const all = new Set<HashWorker>();
const free: HashWorker[] = [];
const queue: Job[] = [];

function next(): void {
  while (queue.length > 0 && (free.length > 0 || all.size < mostWorkers)) {
    const job = queue.shift();
    if (job === undefined) return;
    try {
      (free.pop() ?? made()).start(job);
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
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const onAbort = (): void => { Atomics.store(stop, 0, 1); };
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const answer = await new Promise<Answer>((settle) => {
      queue.push({ path, algorithms, stop, settle });
      next();
    });
    if ('failure' in answer) throw Object.assign(new Error(answer.failure.message), answer.failure);
    return 'hashed' in answer ? answer.hashed : undefined;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
