import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { ServicingError } from '../../../src/schema/errors.js';
import { applyCollected, collectNewer, compareNewer } from '../../../src/files/copy-newer.js';
import { compareVersions, newerRule } from '../../../src/files/newer-rule.js';
import type { CommandRunner } from '../../../src/files/robocopy.js';
import { failureOf, put, temporaryFolder } from './temp-folder.js';
import { peWithVersion } from './pe-file.js';

const old = 1_500_000_000;
const recent = 1_530_000_000;

describe('files/copy-newer', () => {
  const folder = temporaryFolder();
  let count = 0;
  const trees = (): { from: string; to: string; into: string } => {
    const root = join(folder(), String(++count));
    const made = { from: join(root, 'System32'), to: join(root, 'sources'), into: join(root, 'collected') };
    mkdirSync(made.from, { recursive: true });
    mkdirSync(made.to, { recursive: true });
    return made;
  };

  it('takes newer and changed files, never older, same or lonely ones, names without case', async () => {
    const { from, to } = trees();
    put(from, 'NEWER.dll', 'new', recent); put(to, 'newer.dll', 'old', old);
    put(from, 'changed.dll', 'longer', old); put(to, 'changed.dll', 'short', old);
    put(from, 'same.dll', 'same', old); put(to, 'same.dll', 'other', old); utimesSync(join(to, 'same.dll'), old, old);
    put(to, 'same.dll', 'same', old);
    put(from, 'older.dll', 'older!', old); put(to, 'older.dll', 'newest', recent);
    put(from, 'only-source.dll', 'x', recent); put(to, 'only-target.dll', 'x', old);
    put(from, 'Deep/Er/a.mui', 'new', recent); put(to, 'deep/er/A.mui', 'old', old);
    put(from, 'kind', 'file', recent); put(to, 'kind/file', 'folder', old);
    const files = await compareNewer(from, to);
    expect(files.map(({ path, source, rule }) => [path, source, rule])).to.deep.equal([
      ['changed.dll', 'changed.dll', 'changed'],
      ['deep/er/A.mui', 'Deep/Er/a.mui', 'newer'],
      ['newer.dll', 'NEWER.dll', 'newer'],
    ]);
    expect(files[2]).to.include({ fromTime: '2018-06-26T08:00:00.0000000Z', toTime: '2017-07-14T02:40:00.0000000Z', fromSize: 3, toSize: 3 });
  });

  // Only a POSIX `touch` sets a time to the nanosecond.
  if (process.platform !== 'win32') it('tells times apart that differ by 100 ns, and no less', async () => {
    const { from, to } = trees();
    for (const [name, source, target] of [
      ['tick.dll', '1500000000.123456800', '1500000000.123456700'], ['below.dll', '1500000000.123456799', '1500000000.123456700'],
      ['older.dll', '1500000000.123456700', '1500000000.123456800'],
    ] as const) {
      execFileSync('touch', ['-d', `@${source}`, put(from, name, 'x')]);
      execFileSync('touch', ['-d', `@${target}`, put(to, name, 'x')]);
    }
    expect((await compareNewer(from, to)).map((file) => file.path)).to.deep.equal(['tick.dll']);
  });

  it('reports a file that is newer by time but older by version', async () => {
    const { from, to } = trees();
    put(from, 'a.dll', peWithVersion(10, 0, 17134, 1), recent); put(to, 'a.dll', peWithVersion(10, 0, 17134, 165), old);
    put(from, 'b.dll', peWithVersion(10, 0, 17134, 165), recent); put(to, 'b.dll', peWithVersion(10, 0, 17134, 1), old);
    const [a, b] = await compareNewer(from, to);
    expect(a).to.include({ fromVersion: '10.0.17134.1', toVersion: '10.0.17134.165' });
    expect(a?.note).to.contain('10.0.17134.1 is lower than 10.0.17134.165');
    expect(b).to.not.have.property('note');
  });

  it('collects under the names of the target and applies without touching hard links or the source', async () => {
    const { from, to, into } = trees();
    put(from, 'SETUP.dll', 'new', recent); put(to, 'lang/x', '1', old);
    const target = put(to, 'Setup.dll', 'old', old);
    linkSync(target, join(folder(), `original-${count}`));
    chmodSync(target, 0o444);
    chmodSync(join(from, 'SETUP.dll'), 0o444);
    const files = await collectNewer(from, to, into, { platform: 'linux' });
    expect(files.map((file) => file.path)).to.deep.equal(['Setup.dll']);
    expect(readdirSync(into)).to.deep.equal(['Setup.dll']);
    expect(statSync(join(into, 'Setup.dll')).mtimeMs).to.equal(recent * 1000);
    expect(statSync(join(into, 'Setup.dll')).mode & 0o200).to.equal(0o200);
    expect(await applyCollected(into, to)).to.deep.equal(['Setup.dll']);
    expect(readFileSync(target, 'utf8')).to.equal('new');
    expect(readFileSync(join(folder(), `original-${count}`), 'utf8')).to.equal('old');
    expect(await compareNewer(from, to)).to.deep.equal([]);
  });

  it('gives a clear error for a collected file that the media lacks, and for a folder in the way', async () => {
    const { from, to, into } = trees();
    put(into, 'strange.dll', 'x');
    expect(await failureOf(() => applyCollected(into, to))).to.include({ code: 'servicing' });
    expect(await failureOf(() => collectNewer(from, to, into, { platform: 'linux' }))).to.include({ code: 'output-exists' });
  });

  it('lets robocopy decide on Windows, seeding copies and dropping what it left alone', async () => {
    const { from, to, into } = trees();
    put(from, 'A.dll', 'newer', recent); const original = put(to, 'a.dll', 'old', old);
    put(from, 'b.dll', 'b', old); put(to, 'b.dll', 'bb', recent);
    put(from, 'lonely.dll', 'x', recent);
    const calls: (readonly string[])[] = [];
    const robocopy: CommandRunner = async (file, args) => {
      calls.push([file, ...args]);
      expect(readdirSync(into).sort()).to.deep.equal(['a.dll', 'b.dll']);
      // As big integers: on NTFS they are beyond what a number can tell apart.
      expect(statSync(join(into, 'a.dll'), { bigint: true }).ino).to.not.equal(statSync(original, { bigint: true }).ino);
      copyFileSync(join(from, 'A.dll'), join(into, 'a.dll'));
      utimesSync(join(into, 'a.dll'), recent, recent);
      return { exitCode: 1, output: '' };
    };
    const files = await collectNewer(from, to, into, { platform: 'win32', run: robocopy });
    expect(files.map(({ path, source, rule }) => [path, source, rule])).to.deep.equal([['a.dll', 'A.dll', 'newer']]);
    expect(readdirSync(into)).to.deep.equal(['a.dll']);
    expect(calls[0]?.[0]).to.match(/robocopy\.exe$/u);
    expect(calls[0]?.slice(1)).to.deep.equal([from, into, '*.*', '/e', '/ndl', '/xo', '/xx', '/xl', '/b', '/np', '/r:0', '/w:0']);
  });

  it('takes robocopy exit codes 0 to 7 as success and explains the others', async () => {
    const runs = async (exitCode: number): Promise<unknown> => {
      const { from, to, into } = trees();
      return collectNewer(from, to, into, { platform: 'win32', run: async () => ({ exitCode, output: 'ERROR 5 Access is denied.\r\n\r\n' }) });
    };
    for (const code of [0, 1, 3, 7]) expect(await runs(code)).to.deep.equal([]);
    for (const code of [8, 9, 16]) {
      const error = await failureOf(() => runs(code)) as ServicingError;
      expect(error).to.be.instanceOf(ServicingError).and.include({ code: 'servicing' });
      expect(error.message).to.contain(`exit code ${code}`);
      expect(error.details).to.deep.equal(['ERROR 5 Access is denied.']);
    }
  });

  it('stops before work when cancelled', async () => {
    const { from, to, into } = trees();
    put(from, 'a', 'x', recent); put(to, 'a', 'y', old);
    const signal = AbortSignal.abort();
    expect(await failureOf(() => compareNewer(from, to, { signal }))).to.include({ code: 'cancelled' });
    expect(await failureOf(() => collectNewer(from, to, into, { signal }))).to.include({ code: 'cancelled' });
    expect(existsSync(into)).to.equal(false);
  });

  it('rule: never copies an older file, and after a copy has nothing to do (property)', () => {
    const facts = fc.record({ ticks: fc.bigInt({ min: 0n, max: 3n }), size: fc.bigInt({ min: 0n, max: 2n }) });
    fc.assert(fc.property(facts, facts, (from, to) => {
      const rule = newerRule(from, to);
      expect(newerRule(from, from)).to.equal(undefined);
      if (from.ticks < to.ticks) expect(rule).to.equal(undefined);
      if (from.ticks > to.ticks) expect(rule).to.equal('newer');
      if (rule !== undefined && newerRule(to, from) !== undefined) expect(rule).to.equal('changed');
    }));
  });

  it('compares versions by number', () => {
    expect(compareVersions('10.0.17134.9', '10.0.17134.165')).to.be.lessThan(0);
    expect(compareVersions('10.0', '10.0.0.0')).to.equal(0);
  });
});
