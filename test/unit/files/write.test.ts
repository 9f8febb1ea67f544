import { chmodSync, linkSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { retryHeldOpen, writeFileAtomic } from '../../../src/files/atomic.js';
import { replaceFile } from '../../../src/files/copy-file.js';
import { copyTree } from '../../../src/files/copy-tree.js';
import { FolderTree } from '../../../src/files/file-tree.js';
import { freeBytes } from '../../../src/files/disk-space.js';
import { copyTimes, formatTicks, modifiedTicks } from '../../../src/files/file-times.js';
import { kernelMounts, removeTree } from '../../../src/files/remove-tree.js';
import { walk } from '../../../src/files/walk.js';
import { failureOf, put, temporaryFolder } from './temp-folder.js';
import { execFileSync } from 'node:child_process';

describe('files/atomic', () => {
  const folder = temporaryFolder();

  it('writes and replaces a file, leaving nothing beside it', async () => {
    const path = join(folder(), 'result.json');
    await writeFileAtomic(path, 'one');
    await writeFileAtomic(path, Buffer.from('two'));
    expect(readFileSync(path, 'utf8')).to.equal('two');
    expect(readdirSync(folder())).to.deep.equal(['result.json']);
  });

  it('removes the temporary file when it fails', async () => {
    mkdirSync(join(folder(), 'in-the-way', 'full'), { recursive: true });
    await failureOf(() => writeFileAtomic(join(folder(), 'in-the-way'), 'x'));
    expect(readdirSync(folder()).filter((name) => name.endsWith('.tmp'))).to.deep.equal([]);
  });

  it('waits for who holds a file open on Windows, and only there', async () => {
    let calls = 0;
    const busyTwice = async (): Promise<string> => {
      if (++calls <= 2) throw Object.assign(new Error('held'), { code: 'EBUSY' });
      return 'done';
    };
    expect(await retryHeldOpen(busyTwice, { platform: 'win32' })).to.equal('done');
    calls = 0;
    expect(await failureOf(() => retryHeldOpen(busyTwice, { platform: 'linux' }))).to.include({ code: 'EBUSY' });
    expect(await failureOf(() => retryHeldOpen(() => rename(join(folder(), 'no'), join(folder(), 'such')), { platform: 'win32' }))).to.include({ code: 'ENOENT' });
  });
});

describe('files/copy-tree', () => {
  const folder = temporaryFolder();

  it('copies with times, clears read-only, leaves out by name without case, and does not touch the original', async () => {
    const from = join(folder(), 'media');
    const seconds = 1_523_489_640;
    chmodSync(put(from, 'Sources/Install.wim', 'wim', seconds), 0o444);
    put(from, 'sources2/deep/x', 'x'.repeat(1000), seconds);
    put(from, 'autorun.inf', 'inf', seconds);
    put(from, 'Boot/BCD', 'bcd');
    mkdirSync(join(from, 'empty'));
    put(from, 'System Volume Information/IndexerVolumeGuid', 'of the volume');
    const to = join(folder(), 'copy');
    const seen: [number, number][] = [];
    const result = await copyTree(new FolderTree(from), to, { except: ['boot', 'AUTORUN.INF'], onProgress: (bytes, total) => seen.push([bytes, total]) });
    expect(result).to.deep.equal({ files: 2, bytes: 1003 });
    const paths: string[] = [];
    for await (const entry of walk(to)) paths.push(entry.path);
    expect(paths).to.deep.equal(['Sources', 'empty', 'sources2', 'Sources/Install.wim', 'sources2/deep', 'sources2/deep/x']);
    const copy = statSync(join(to, 'Sources/Install.wim'));
    expect(copy.mtimeMs).to.equal(seconds * 1000);
    expect(copy.mode & 0o200).to.equal(0o200);
    expect(statSync(join(from, 'Sources/Install.wim')).mode & 0o222).to.equal(0);
    expect(seen.at(-1)).to.deep.equal([1003, 1003]);
  });

  it('says what it cannot copy, and stops when cancelled', async () => {
    const from = join(folder(), 'odd');
    put(from, 'a', 'a');
    expect(await failureOf(() => copyTree(new FolderTree(from), join(folder(), 'c1'), { signal: AbortSignal.abort() }))).to.include({ code: 'cancelled' });
    expect(await failureOf(() => copyTree(new FolderTree(from), join(from, 'inside')))).to.include({ code: 'usage' });
    symlinkSync(from, join(from, 'loop'), 'junction');
    expect(await failureOf(() => copyTree(new FolderTree(from), join(folder(), 'c2')))).to.include({ code: 'media-unsupported' });
  });

  it('replaces a file without writing through its hard links', async () => {
    const target = put(folder(), 'r/target', 'old');
    linkSync(target, join(folder(), 'r/linked'));
    chmodSync(target, 0o444);
    await replaceFile(put(folder(), 'r/new', 'new', 1_500_000_000), target);
    expect([readFileSync(target, 'utf8'), readFileSync(join(folder(), 'r/linked'), 'utf8')]).to.deep.equal(['new', 'old']);
    expect(statSync(target).mtimeMs).to.equal(1_500_000_000_000);
    expect(readdirSync(join(folder(), 'r')).sort()).to.deep.equal(['linked', 'new', 'target']);
  });

  if (process.platform !== 'win32') it('keeps the rights of the file that it replaces, but for reading only', async () => {
    for (const [before, after] of [[0o640, 0o640], [0o444, 0o644]] as const) {
      const [source, target] = [put(folder(), 'm/new', 'new'), put(folder(), 'm/target', 'old')];
      chmodSync(source, 0o777);
      chmodSync(target, before);
      await replaceFile(source, target);
      expect(statSync(target).mode & 0o777).to.equal(after);
    }
  });
});

describe('files/file-times', () => {
  const folder = temporaryFolder();

  if (process.platform !== 'win32') it('keeps a time to 100 ns', async () => {
    for (const time of ['1523489640.123456700', '1523489640.999999900', '1523489640.000000100', '1523489640.500000000']) {
      const from = put(folder(), 'from', 'x');
      execFileSync('touch', ['-d', `@${time}`, from]);
      const to = put(folder(), 'to', 'x');
      await copyTimes(from, to);
      const ticks = (path: string): bigint => modifiedTicks(statSync(path, { bigint: true }));
      expect(ticks(to)).to.equal(ticks(from));
      expect(ticks(to)).to.equal(BigInt(time.replace('.', '')) / 100n);
    }
  });

  it('writes times with seven decimals', () => {
    expect(formatTicks(15_234_896_401_234_567n)).to.equal('2018-04-11T23:34:00.1234567Z');
    expect(formatTicks(-1n)).to.equal('1969-12-31T23:59:59.9999999Z');
  });
});

describe('files/disk-space and remove-tree', () => {
  const folder = temporaryFolder();

  it('tells the free space for a folder that does not exist yet', async () => {
    const free = await freeBytes(join(folder(), 'not', 'yet'));
    expect(free).to.be.greaterThan(0);
    expect(Math.abs(free - (await freeBytes(folder())))).to.be.lessThan(2 ** 30);
  });

  it('removes a tree, read-only files included, and a missing one is no error', async () => {
    chmodSync(put(folder(), 'tree/a/b', 'x'), 0o444);
    await removeTree(join(folder(), 'tree'));
    await removeTree(join(folder(), 'tree'));
    expect(readdirSync(folder())).to.deep.equal([]);
  });

  it('never removes below a mount', async () => {
    put(folder(), 'run/mount/a', 'x');
    const error = await failureOf(() => removeTree(join(folder(), 'run'), { mounts: [join(folder(), 'run/mount')] }));
    expect(error).to.include({ code: 'cleanup' });
    expect(readdirSync(join(folder(), 'run/mount'))).to.deep.equal(['a']);
    await removeTree(join(folder(), 'run'), { mounts: [join(folder(), 'running')] });
    if (process.platform === 'linux') {
      expect(await kernelMounts()).to.include.members(['/', '/proc']);
      expect(await failureOf(() => removeTree('/proc'))).to.include({ code: 'cleanup' });
    }
  });
});
