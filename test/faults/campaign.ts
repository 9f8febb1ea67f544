import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { abandon, emptyFolder } from './bench.js';
import type { FaultCase } from './fault-case.js';
import { kill } from './harm.js';
import type { LabWorld } from './lab-world.js';
import type { Order, Verdict } from './worker.js';

/** A case with what came of it. */
export interface Tried extends Verdict {
  readonly tried: FaultCase;
  readonly seconds: number;
}

export interface CampaignOptions {
  /** Folder for the workers' folders. */
  readonly root: string;
  readonly worlds: readonly LabWorld[];
  readonly cases: Iterable<FaultCase>;
  /** Cases at once, each in a process of its own. */
  readonly workers: number;
  /** No case is begun when so many seconds have gone, but for those below `atLeast`. */
  readonly seconds?: number | undefined;
  readonly atLeast?: number | undefined;
  readonly onTried?: ((tried: Tried) => void) | undefined;
}

/** After so long a case counts as hung: its worker is ended and replaced. */
const casePatienceMs = 300_000;

/** Tries cases, several at once, in their order. @returns what came of each, in the order in which they ended */
export async function runCampaign(options: CampaignOptions): Promise<Tried[]> {
  const { seconds = Number.POSITIVE_INFINITY, atLeast = 0 } = options;
  const cases = options.cases[Symbol.iterator]();
  const began = Date.now();
  const all: Tried[] = [];
  let begun = 0;
  const nextCase = (): FaultCase | undefined => {
    if (begun >= atLeast && Date.now() - began >= seconds * 1000) return undefined;
    begun += 1;
    return cases.next().value as FaultCase | undefined;
  };
  await Promise.all(Array.from({ length: options.workers }, async (_, at) => {
    const root = join(options.root, `worker${at + 1}`);
    let worker: Worker | undefined;
    for (let tried = nextCase(); tried !== undefined; tried = nextCase()) {
      worker ??= new Worker(root, options.worlds);
      const started = Date.now();
      const verdict = await worker.try(tried);
      if (!worker.alive) worker = undefined;
      const done = { tried, ...verdict, seconds: (Date.now() - started) / 1000 };
      all.push(done);
      options.onTried?.(done);
    }
    worker?.end();
  }));
  return all;
}

/** A process with a bench. */
class Worker {
  readonly #process: ChildProcess;
  readonly #root: string;

  constructor(root: string, worlds: readonly LabWorld[]) {
    this.#root = emptyFolder(root);
    this.#process = fork(fileURLToPath(new URL('worker.js', import.meta.url)), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#tell({ root, worlds });
  }

  get alive(): boolean {
    return this.#process.connected && this.#process.exitCode === null;
  }

  async try(tried: FaultCase): Promise<Verdict> {
    const answer = new Promise<Verdict>((resolve) => {
      this.#process.once('message', (verdict) => { resolve(verdict as Verdict); });
      this.#process.once('exit', (code, signal) => { resolve({ wrong: [`the process of the run ended with ${code ?? signal}`], ended: 'lost' }); });
      setTimeout(() => { resolve({ wrong: [`it did not end within ${casePatienceMs / 1000} seconds`], ended: 'hung' }); }, casePatienceMs).unref();
    });
    this.#tell({ tried });
    const verdict = await answer;
    this.#process.removeAllListeners('message').removeAllListeners('exit');
    if (verdict.ended === 'lost' || verdict.ended === 'hung') this.end();
    return verdict;
  }

  /** Ends the process, and what it has left. */
  end(): void {
    if (this.#process.connected) this.#process.disconnect();
    if (this.#process.pid !== undefined) kill(this.#process.pid);
    abandon(this.#root);
  }

  #tell(order: Order): void {
    this.#process.send(order);
  }
}

/** The last line of a campaign. */
export function summaryOf(all: readonly Tried[]): string {
  return `${all.length} faults tried, ${all.filter(({ wrong }) => wrong.length === 0).length} survived`;
}

/** A case in one line, and what was wrong in more. */
export function describeTried({ tried, wrong, ended, seconds }: Tried): string {
  const head = `${wrong.length === 0 ? 'survived' : 'FAILED  '} seed ${tried.seed} (${seconds.toFixed(1)} s) build ${tried.build} ${JSON.stringify(tried.fault)}, parallel ${tried.parallel}, then ${tried.after}: ${ended}`;
  return [head, ...wrong.map((line) => `    ${line}`)].join('\n');
}
