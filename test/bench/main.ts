/**
 * Measures the tool on the rehearsal: npm run bench -- [--only a,c] [--quick] [--keep] [--durations FILE] [--editions 3,7].
 * Prints a table, and writes bench/results.json and a line of bench/history.ndjson where groups were measured in full and with
 * the committed durations. npm run bench -- --compare measures nothing: it shows what figures have become, and ends with exit
 * code 1 where one is worse by more than a tenth. docs/performance.md says what the groups are.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { changesOf } from './compare.js';
import type { Figure } from './figure.js';
import { groups } from './groups.js';
import { addToHistory, readHistory, readResults, recorded, writeResults } from './records.js';
import { changesTable, tableOf } from './table.js';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' }, quick: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false }, compare: { type: 'boolean', default: false },
    durations: { type: 'string' }, editions: { type: 'string' },
  },
});

const say = (line: string): void => { process.stderr.write(`${line}\n`); };
const groupOf = (id: string): string => id.split('.')[0] ?? '';

async function compare(): Promise<boolean> {
  const changes = changesOf(await readHistory(), await readResults());
  process.stdout.write(changes.length === 0 ? 'No figure was recorded twice yet\n' : changesTable(changes));
  return changes.every(({ isLoss }) => !isLoss);
}

/** Whole numbers from 1 on, from a list with commas. */
function editionsOf(text: string): number[] {
  const editions = text.split(',').map(Number);
  if (editions.some((count) => !Number.isInteger(count) || count < 1)) throw new Error(`--editions takes numbers of editions, as in 1,3,11; not ${text}`);
  return editions;
}

async function measure(): Promise<boolean> {
  const wanted = options.only?.split(',') ?? Object.keys(groups).sort();
  const unknown = wanted.filter((id) => groups[id] === undefined);
  if (unknown.length > 0) throw new Error(`No group ${unknown.join(', ')}; there are ${Object.keys(groups).sort().join(', ')}`);
  const given = {
    ...(options.durations === undefined ? {} : { durations: resolve(options.durations) }), ...(options.editions === undefined ? {} : { editions: editionsOf(options.editions) }),
  };
  const measured: Figure[] = [];
  const failed = new Set<string>();
  for (const id of wanted) {
    const group = await groups[id]?.();
    if (group === undefined) continue;
    say(`${id}  ${group.title}`);
    const folder = await mkdtemp(join(tmpdir(), `offline-servicing-bench-${id}-`));
    try {
      const figures = await group.measure({ folder, quick: options.quick, say: (line) => { say(`   ${line}`); }, ...given });
      measured.push(...figures);
      process.stdout.write(tableOf(figures));
    } catch (error) {
      failed.add(id);
      say(`   FAILED: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    } finally {
      if (options.keep) say(`   kept: ${folder}`);
      else await rm(folder, { recursive: true, force: true });
    }
  }
  const missed = measured.filter((one) => one.met === false);
  process.stdout.write(`${measured.length} figures, ${missed.length} targets missed${missed.length === 0 ? '' : `: ${missed.map((one) => one.id).join(', ')}`}\n`);
  if (options.quick || Object.keys(given).length > 0) say('Measured quickly or with other input than the committed one: nothing was recorded');
  else {
    // What was not measured this time stays as it was.
    const kept = (await readResults()).filter(({ id }) => !wanted.includes(groupOf(id)) || failed.has(groupOf(id)));
    await writeResults([...kept, ...measured.map(recorded)]);
    await addToHistory(measured);
  }
  return failed.size === 0;
}

process.exitCode = await (options.compare ? compare() : measure()) ? 0 : 1;
