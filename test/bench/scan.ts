import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { digestFile, sha256File } from '../../src/files/hash.js';
import { mapLimit } from '../../src/files/map-limit.js';
import { cumulativeUpdate } from '../../src/lab/updates.js';
import { makeNamedUpdate } from '../../src/lab/update-file.js';
import { scanUpdates } from '../../src/updates/scan-updates.js';
import type { BenchContext, BenchGroup, Figure } from './figure.js';
import { figure, median } from './figure.js';

/** Scanning a folder of updates, and hashing. */
export const scanGroup: BenchGroup = {
  id: 'j',
  title: 'Scan of 200 updates cold and warm; hashing',
  measure: async (context) => [...await scanning(context), ...await hashing(context)],
};

const run = promisify(execFile);
/** As many as the scan has open. */
const atOnce = 4;

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function scanning({ folder, quick, say }: BenchContext): Promise<Figure[]> {
  const count = quick ? 20 : 200;
  const updates = join(folder, 'updates');
  await mkdir(updates);
  await mapLimit(Array.from({ length: count }, (_none, at) => at), atOnce, async (at) => (
    makeNamedUpdate(cumulativeUpdate({ kb: `KB${4_400_000 + at}`, revision: 166 + at, time: new Date(Date.UTC(2018, 7, 1 + at)) }), updates)
  ));
  const bytes = (await Promise.all((await readdir(updates)).map(async (name) => (await stat(join(updates, name))).size))).reduce((sum, size) => sum + size, 0);
  say(`${count} updates of ${(bytes / count / 1024).toFixed(0)} KiB each`);
  const [cold, warm]: [number[], number[]] = [[], []];
  for (let round = 0; round < (quick ? 2 : 3); round += 1) {
    const cache = join(folder, `cache-${round}`);
    const scan = async (): Promise<void> => {
      const found = (await scanUpdates([updates], { cache, scratch: folder })).updates.length;
      if (found !== count) throw new Error(`${found} of ${count} updates found`);
    };
    cold.push(await seconds(scan));
    for (let again = 0; again < 3; again += 1) warm.push(await seconds(scan));
  }
  say(`cold ${median(cold).toFixed(2)} s, warm ${median(warm).toFixed(3)} s`);
  return [
    figure({ id: 'j.scan', name: `Scan of ${count} updates, warm ÷ cold`, value: median(warm) / median(cold), target: 0.1, unit: '×', higherIsBetter: false, note: 'warm reads first and last 64 KiB of each file and its two small entries in the cache' }),
    figure({ id: 'j.cold', name: '… cold, an update', value: median(cold) / count * 1000, unit: 'ms', higherIsBetter: false }),
    figure({ id: 'j.warm', name: '… warm, an update', value: median(warm) / count * 1000, unit: 'ms', higherIsBetter: false }),
  ];
}

async function hashing({ folder, quick, say }: BenchContext): Promise<Figure[]> {
  const scale = quick ? 4 : 1;
  const large = await files(join(folder, 'large'), 4, 64 * 1024 ** 2 / scale);
  const small = await files(join(folder, 'small'), 800 / scale, 150_000);
  const figures: Figure[] = [];
  for (const { name, paths, target } of [{ name: 'large', paths: large, target: 1 }, { name: 'small', paths: small, target: 1.25 }]) {
    const times = { sum: [] as number[], openssl: [] as number[], one: [] as number[], four: [] as number[], both: [] as number[] };
    for (let round = 0; round < 5; round += 1) {
      times.sum.push(await seconds(() => inTwoProcesses('sha256sum', [], paths)));
      times.openssl.push(await seconds(() => inTwoProcesses('openssl', ['dgst', '-sha256'], paths)));
      times.one.push(await seconds(() => mapLimit(paths, 1, async (path) => sha256File(path))));
      times.four.push(await seconds(() => mapLimit(paths, atOnce, async (path) => sha256File(path))));
      times.both.push(await seconds(() => mapLimit(paths, atOnce, async (path) => digestFile(path))));
    }
    const [sum, openssl, one, four, both] = [times.sum, times.openssl, times.one, times.four, times.both].map(median) as [number, number, number, number, number];
    const bytes = (await Promise.all(paths.map(async (path) => (await stat(path)).size))).reduce((all, size) => all + size, 0);
    const speed = (taken: number): string => `${(bytes / taken / 1e6).toFixed(0)} MB/s`;
    say(`${name}: sha256sum, two at once ${speed(sum)}, openssl ${speed(openssl)}; here one at a time ${speed(one)}, four ${speed(four)}, SHA-256 and SHA-1 ${speed(both)}`);
    figures.push(
      figure({ id: `j.hash.${name}`, name: `Hashing of ${name} files ÷ sha256sum, a process for each processor`, value: four / sum, target, unit: '×', higherIsBetter: false, note: `${speed(four)}, from the page cache` }),
      figure({ id: `j.hash.${name}.openssl`, name: '… ÷ openssl dgst, the same', value: four / openssl, target: 1.25, unit: '×', higherIsBetter: false, note: 'the same code for SHA-256: what is left is reading and the start of threads' }),
      figure({ id: `j.hash.${name}.atonce`, name: '… four at once ÷ one at a time', value: four / one, unit: '×', higherIsBetter: false }),
      figure({ id: `j.hash.${name}.both`, name: '… SHA-256 and SHA-1 in one reading ÷ SHA-256', value: both / four, unit: '×', higherIsBetter: false }),
    );
  }
  return figures;
}

/** As people do it who know xargs: a process for each of two processors. */
async function inTwoProcesses(command: string, args: readonly string[], paths: readonly string[]): Promise<void> {
  const half = Math.ceil(paths.length / 2);
  await Promise.all([paths.slice(0, half), paths.slice(half)].map(async (some) => run(command, [...args, ...some], { maxBuffer: 1e8 })));
}

async function files(folder: string, count: number, size: number): Promise<string[]> {
  await mkdir(folder);
  const content = randomBytes(size);
  return mapLimit(Array.from({ length: count }, (_none, at) => at), atOnce, async (at) => {
    const path = join(folder, String(at));
    content.writeUInt32LE(at, 0);
    await writeFile(path, Buffer.from(content));
    return path;
  });
}
