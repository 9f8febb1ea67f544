import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeTried, runCampaign, summaryOf } from './campaign.js';
import { caseOf } from './fault-case.js';
import type { FaultCase, World } from './fault-case.js';
import { abandon, possibleKinds } from './bench.js';
import { makeWorld } from './lab-world.js';
import type { LabWorld } from './lab-world.js';

/** `npm run test:faults`: docs/faults.md says what it does and what its options mean. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' }, count: { type: 'string', default: '500' }, seconds: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) }, builds: { type: 'string', default: '17134,26100' },
  },
});

const seed = values.seed === undefined ? Date.now() % 1_000_000_000 : whole('seed', values.seed);
const count = whole('count', values.count);
console.log(`seed ${seed}, ${count} faults, ${values.workers} at once`);

const root = mkdtempSync(join(tmpdir(), 'offline-servicing-faults-'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
try {
  const worlds: LabWorld[] = [];
  for (const build of values.builds.split(',').map((text) => whole('builds', text))) {
    worlds.push(await makeWorld(build, join(root, String(build))));
    console.log(`world of build ${build}: ${worlds.at(-1)?.steps.length ?? 0} steps`);
  }
  const all = await runCampaign({
    root, worlds, cases: casesFrom(seed, count, worlds), workers: whole('workers', values.workers),
    seconds: values.seconds === undefined ? undefined : whole('seconds', values.seconds),
    onTried: (tried) => { console.log(describeTried(tried)); },
  });
  const failed = all.filter(({ wrong }) => wrong.length > 0);
  if (failed.length > 0) console.log(`seeds that failed: ${failed.map(({ tried }) => tried.seed).join(' ')} (--seed N --count 1 tries one again)`);
  process.exitCode = failed.length === 0 ? 0 : 1;
  console.log(summaryOf(all));
} finally {
  rmSync(root, { recursive: true, force: true });
}

/** Ends what the workers have started, and leaves nothing. */
function stop(): void {
  for (const name of readdirSync(root)) abandon(join(root, name));
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  process.exit(130);
}

/** Neighbouring seeds, one a case, so that any case can be had again alone. */
function* casesFrom(first: number, length: number, worlds: readonly World[]): Generator<FaultCase> {
  const kinds = possibleKinds();
  for (let at = 0; at < length; at++) yield caseOf(first + at, worlds, kinds);
}

function whole(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${option} takes whole numbers, not ${text}`);
  return number;
}
