import { Bench } from './bench.js';
import type { FaultCase } from './fault-case.js';
import { judge } from './judge.js';
import type { Ending } from './judge.js';
import type { LabWorld } from './lab-world.js';

/** What a worker is told: first where it works and what there is, then one case after the other. */
export type Order = { readonly root: string; readonly worlds: readonly LabWorld[] } | { readonly tried: FaultCase };

/** How a case went. */
export interface Verdict {
  /** What was wrong; empty when the fault was survived. */
  readonly wrong: readonly string[];
  /** How the disturbed run ended, in a word. */
  readonly ended: string;
}

let bench: Bench | undefined;

process.on('message', (order: Order) => {
  if ('root' in order) bench = new Bench(order.root, order.worlds);
  else void report(order.tried);
});

// Without the campaign nobody waits for a verdict.
process.on('disconnect', () => { process.exit(1); });

async function report(tried: FaultCase): Promise<void> {
  process.send?.(await verdictOn(tried));
}

async function verdictOn(tried: FaultCase): Promise<Verdict> {
  try {
    const seen = await bench?.try(tried);
    return seen === undefined ? { wrong: ['the worker has no bench'], ended: 'not tried' } : { wrong: judge(seen), ended: wordFor(seen.first) };
  } catch (error) {
    return { wrong: [`the campaign itself failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}`], ended: 'not tried' };
  }
}

function wordFor(ending: Ending): string {
  if (ending.how !== 'failed') return ending.how;
  const { code, hresult, step } = ending.error;
  return [code, hresult, step].filter((part) => part !== undefined).join(' ');
}
