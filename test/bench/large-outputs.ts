/**
 * Outputs of media over 4 GiB, which the tests are too quick for: an ISO file by genisoimage, whose UDF 7-Zip reads back, a split
 * WIM that wimlib joins, an ISO file of it by xorriso alone. Needs some 25 GB and a few minutes.
 * Run after the tests were compiled: node build-test/test/bench/large-outputs.js [folder]
 */
import { createHash } from 'node:crypto';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeIso, splitImage } from '../../src/index.js';
import { makeLab } from '../../src/lab/make-lab.js';
import { sha256File } from '../../src/files/hash.js';
import { torito } from '../support/iso-files.js';

const root = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'offline-servicing-bench-'));
const at = (...path: string[]): string => join(root, ...path);
const gigabytes = (path: string): string => `${(statSync(path).size / 2 ** 30).toFixed(2)} GiB`;

function equal(what: string, is: unknown, wanted: unknown): void {
  if (JSON.stringify(is) !== JSON.stringify(wanted)) throw new Error(`${what}: ${JSON.stringify(is)} instead of ${JSON.stringify(wanted)}`);
  console.log(`  ${what}: ${JSON.stringify(is)}`);
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const result = await work();
  console.log(`${what}: ${((Date.now() - started) / 1000).toFixed(0)} s`);
  return result;
}

/** SHA-256 of a file in an ISO file, unpacked by 7-Zip. */
async function inIso(iso: string, type: string, path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of spawn('7z', ['x', '-so', `-t${type}`, iso, path], { stdio: ['ignore', 'pipe', 'ignore'] }).stdout) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Lab media whose install.wim has two contents of 2.4 GiB, packed as they are. */
async function largeMedia(): Promise<string> {
  await makeLab({ build: 17134, output: at('lab'), editions: ['Core'], megabytes: 1 });
  const wim = at('lab/media/sources/install.wim');
  execFileSync('wimlib-imagex', ['export', wim, 'all', at('large.wim'), '--compress=none'], { stdio: 'ignore' });
  for (const name of ['first', 'second']) {
    writeFileSync(at(name), name);
    truncateSync(at(name), 2_400 * 2 ** 20);
    execFileSync('wimlib-imagex', ['update', at('large.wim'), '1', '--command', `add ${at(name)} /${name}.bin`], { stdio: 'ignore' });
    rmSync(at(name));
  }
  cpSync(at('large.wim'), wim);
  rmSync(at('large.wim'));
  return at('lab/media');
}

try {
  const media = await timed('media', largeMedia);
  const wim = join(media, 'sources/install.wim');
  console.log(`install.wim: ${gigabytes(wim)}`);
  const iso = await timed('iso by genisoimage', () => makeIso({ media, output: at('udf.iso') }));
  equal('checks', iso.checks.map(({ id, ok }) => `${id} ${ok}`), ['iso-files true', 'iso-boot true', 'iso-label true']);
  equal('boot entries', torito(iso.output).map(({ platform }) => platform), ['BIOS', 'UEFI']);
  equal('install.wim in UDF', await inIso(iso.output, 'udf', 'sources/install.wim'), await sha256File(wim));
  rmSync(iso.output);

  // xorriso alone, as where there is no genisoimage.
  mkdirSync(at('bin'));
  symlinkSync('/usr/bin/xorriso', at('bin/xorriso'));
  const path = process.env['PATH'];
  process.env['PATH'] = at('bin');
  equal('xorriso refuses', await makeIso({ media, output: at('none.iso') }).then(() => 'nothing', (error: unknown) => (error as { code: string }).code), 'preflight');
  process.env['PATH'] = path;
  const parts = await timed('split', () => splitImage({ source: wim, output: join(media, 'sources/install.swm'), backend: 'rehearsal' }));
  equal('parts below 4 GiB', parts.files.every(({ size }) => size < 2 ** 32), true);
  rmSync(wim);
  process.env['PATH'] = at('bin');
  const joliet = await timed('iso by xorriso', () => makeIso({ media, output: at('joliet.iso') }));
  process.env['PATH'] = path;
  equal('writer', joliet.writer.name, 'xorriso');
  for (const { path: part, sha256 } of parts.files) equal(part.slice(media.length + 1), await inIso(joliet.output, 'iso', part.slice(media.length + 1)), sha256);
  console.log(`left: ${readdirSync(root).join(', ')}`);
} finally {
  rmSync(root, { recursive: true, force: true });
}
