/**
 * Measures the tool on the rehearsal: npm run bench -- [--only a,c] [--quick] [--keep]. Prints a table, and writes
 * bench/results.json and a line of bench/history.ndjson where every group was measured in full.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Figure } from './figure.js';
import { groups } from './groups.js';
import { readResults, writeHistory, writeResults } from './records.js';
import { tableOf } from './table.js';

const { values } = parseArgs({ options: { only: { type: 'string' }, quick: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false } } });

const wanted = values.only?.split(',') ?? Object.keys(groups).sort();
const unknown = wanted.filter((id) => groups[id] === undefined);
if (unknown.length > 0) throw new Error(`No group ${unknown.join(', ')}; there are ${Object.keys(groups).sort().join(', ')}`);

const say = (line: string): void => { process.stderr.write(`${line}\n`); };
const measured: Figure[] = [];
const failed: string[] = [];
for (const id of wanted) {
  const group = await groups[id]?.();
  if (group === undefined) continue;
  say(`${id}  ${group.title}`);
  const folder = await mkdtemp(join(tmpdir(), `offline-servicing-bench-${id}-`));
  try {
    const figures = await group.measure({ folder, quick: values.quick, say: (line) => { say(`   ${line}`); } });
    measured.push(...figures);
    process.stdout.write(tableOf(figures));
  } catch (error) {
    failed.push(id);
    say(`   FAILED: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } finally {
    if (values.keep) say(`   kept: ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}
const missed = measured.filter((one) => one.met === false);
process.stdout.write(`${measured.length} figures, ${missed.length} targets missed${missed.length === 0 ? '' : `: ${missed.map((one) => one.id).join(', ')}`}\n`);
if (values.quick) say('Quick: nothing was recorded');
else {
  // What was not measured this time stays as it was.
  const kept = (await readResults()).filter((one) => !wanted.includes(one.id.split('.')[0] ?? '') || failed.includes(one.id.split('.')[0] ?? ''));
  await writeResults([...kept, ...measured].sort((one, other) => (one.id < other.id ? -1 : 1)));
  await writeHistory(measured);
}
process.exitCode = failed.length === 0 ? 0 : 1;
