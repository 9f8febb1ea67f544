import { spawnSync } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCli } from '../../scripts/pack/bundle-cli.js';
import { packageRoot } from '../../src/files/package-root.js';
import type { BenchContext, BenchGroup, Figure } from './figure.js';
import { figure, median } from './figure.js';

/** One start of Node: milliseconds of the clock, and of processor time of the process and in the kernel. */
interface Start {
  readonly wall: number;
  readonly processor: number;
}

function start(args: readonly string[]): Start {
  const before = performance.now();
  // The times of a child are told by nobody but a shell: they come on its stderr.
  const { stderr, error } = spawnSync('bash', ['-c', 'TIMEFORMAT="%U %S"; time "$@" > /dev/null 2> /dev/null', 'bash', process.execPath, ...args], { encoding: 'utf8' });
  const wall = performance.now() - before;
  if (error !== undefined) throw error;
  const [user = NaN, kernel = NaN] = stderr.trim().split(' ').map(Number);
  return { wall, processor: (user + kernel) * 1000 };
}

function measureStarts({ folder, quick, say }: BenchContext, packed: string): Figure[] {
  const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
  const nothing = join(folder, 'nothing');
  const cases: Readonly<Record<string, readonly string[]>> = {
    bare: ['-e', '0'], version: [main, '--version'], help: [main, '--help'], mistake: [main, 'servce'], commandHelp: [main, 'service', '--help'], inspect: [main, 'inspect', nothing],
    packedVersion: [packed, '--version'], packedHelp: [packed, '--help'],
  };
  const starts = new Map(Object.keys(cases).map((name): [string, Start[]] => [name, []]));
  // Interleaved, so that whatever else the machine does meets all of them.
  for (let round = 0; round < (quick ? 5 : 30); round += 1) {
    for (const [name, args] of Object.entries(cases)) starts.get(name)?.push(start(args));
  }
  const of = (name: string, key: keyof Start): number => median((starts.get(name) ?? []).map((one) => one[key]));
  for (const name of Object.keys(cases)) say(`${name}: ${of(name, 'wall').toFixed(0)} ms, processor ${of(name, 'processor').toFixed(0)} ms`);
  const ratio = (id: string, what: string, name: string, target?: number, note?: string): Figure => figure({
    id, name: `${what} ÷ node -e 0`, value: of(name, 'wall') / of('bare', 'wall'), unit: 'x', higherIsBetter: false, ...(target === undefined ? {} : { target }), ...(note === undefined ? {} : { note }),
  });
  return [
    ratio('k.version', '--version', 'version', 1.5, 'three modules of ours and none of npm'),
    figure({ id: 'k.version.processor', name: '--version ÷ node -e 0, processor time', value: of('version', 'processor') / of('bare', 'processor'), unit: 'x', higherIsBetter: false }),
    ratio('k.help', '--help', 'help', undefined, 'commander, and the names of the commands'),
    ratio('k.mistake', 'a command that there is not', 'mistake', undefined, 'the same'),
    ratio('k.command-help', 'service --help', 'commandHelp', undefined, 'zod, for the fields of the request'),
    ratio('k.inspect', 'inspect of nothing', 'inspect', undefined, 'the readers of media, without session, logs and lab'),
    ratio('k.packed.version', '--version of the packed module', 'packedVersion'),
    ratio('k.packed.help', '--help of the packed module', 'packedHelp'),
  ];
}

async function measure(context: BenchContext): Promise<Figure[]> {
  // The packed module has its own package.json, by which the command line finds its version.
  const packed = join(context.folder, 'packed');
  await bundleCli(packageRoot(), join(packed, 'cli'));
  await copyFile(join(packageRoot(), 'package.json'), join(packed, 'package.json'));
  return measureStarts(context, join(packed, 'cli', 'main.mjs'));
}

export const cliStartGroup: BenchGroup = { id: 'k', title: 'Start of the command line', measure };
