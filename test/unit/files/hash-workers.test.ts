import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { FolderTree } from '../../../src/files/file-tree.js';
import { hashBeside, hashSmallBeside } from '../../../src/files/hash-workers.js';
import { digestFile, sha1File, sha1In, sha256File, sha256In } from '../../../src/files/hash.js';
import { mapLimit } from '../../../src/files/map-limit.js';
import { failureOf, put, temporaryFolder } from './temp-folder.js';

const hex = (name: string, content: Buffer): string => createHash(name).update(content).digest('hex');

describe('hashing of large files', () => {
  const folder = temporaryFolder();
  const megabyte = 1024 * 1024;
  const content = randomBytes(9 * megabyte);

  it('gives what hashing in one piece gives, around every size at which another way is taken', async () => {
    const sizes = [0, 1, 4096, megabyte - 1, megabyte, megabyte + 1, 4 * megabyte - 1, 4 * megabyte, 4 * megabyte + 1, 9 * megabyte];
    const tree = new FolderTree(folder());
    const seen = await Promise.all(sizes.map(async (size) => {
      const path = put(folder(), `of-${size}`, content.subarray(0, size));
      return [await digestFile(path), await sha256File(path), await sha1File(path), await sha256In(tree, `of-${size}`), await sha1In(tree, `of-${size}`)];
    }));
    expect(seen).to.deep.equal(sizes.map((size) => {
      const [sha256, sha1] = ['sha256', 'sha1'].map((name) => hex(name, content.subarray(0, size)));
      return [{ sha256, sha1, size }, sha256, sha1, sha256, sha1];
    }));
  });

  it('leaves the event loop free meanwhile', async () => {
    const path = put(folder(), 'beside', content);
    let turns = 0;
    let over = false;
    const turn = (): void => { turns += 1; if (!over) setImmediate(turn); };
    setImmediate(turn);
    const hashed = await hashBeside(path, ['sha256'], undefined);
    over = true;
    expect(hashed).to.deep.equal({ digests: [hex('sha256', content)], size: content.length });
    expect(turns).to.be.greaterThan(1);
  });

  it('tells errors of the file system as they are, and stops when it is told to', async () => {
    const missing = join(folder(), 'missing');
    expect(await failureOf(() => hashBeside(missing, ['sha256'], undefined))).to.include({ code: 'ENOENT', syscall: 'open', path: missing });
    expect(await failureOf(() => hashBeside(folder(), ['sha256'], undefined))).to.include({ code: process.platform === 'win32' ? 'EPERM' : 'EISDIR' });
    const path = put(folder(), 'stopped', content);
    const controller = new AbortController();
    const hashing = Promise.all(Array.from({ length: 8 }, () => hashBeside(path, ['sha256', 'sha1'], controller.signal)));
    controller.abort();
    expect((await hashing).at(-1)).to.equal(undefined);
    expect(await failureOf(() => digestFile(path, { signal: controller.signal }))).to.include({ code: 'cancelled' });
    expect(await sha256File(path)).to.equal(hex('sha256', content));
  });

  it('hashes many small files in workers as well as it does a few', async () => {
    const paths = Array.from({ length: 60 }, (_none, nth) => put(folder(), `small-${nth}`, content.subarray(nth * 1000, nth * 1000 + 150_000)));
    const wanted = paths.map((_path, nth) => hex('sha256', content.subarray(nth * 1000, nth * 1000 + 150_000)));
    for (let round = 0; round < 3; round += 1) expect(await mapLimit(paths, 8, async (path) => sha256File(path))).to.deep.equal(wanted);
  });

  it('gives a small file to a worker that is up; a larger one only that is told of, and errors are as they are', async () => {
    const large = put(folder(), 'starts-a-worker', content);
    const small = put(folder(), 'small', content.subarray(0, 1000));
    await hashBeside(large, ['sha256'], undefined);
    const hashed = { digests: [hex('sha1', content.subarray(0, 1000)), hex('sha256', content.subarray(0, 1000))], size: 1000 };
    expect(await hashSmallBeside(small, ['sha1', 'sha256'], 1000, undefined)).to.deep.equal(hashed);
    expect(await hashSmallBeside(small, ['sha1'], 999, undefined)).to.equal(undefined);
    const missing = join(folder(), 'missing');
    expect(await failureOf(() => hashSmallBeside(missing, ['sha256'], 1000, undefined))).to.include({ code: 'ENOENT', syscall: 'open', path: missing });
    const controller = new AbortController();
    const stopped = hashSmallBeside(large, ['sha256'], 2 ** 30, controller.signal);
    controller.abort();
    expect(await stopped).to.equal(undefined);
  });

  it('neither holds the process, nor needs workers where there may be none', () => {
    const path = put(folder(), 'elsewhere', content);
    const code = `import { sha256File } from ${JSON.stringify(new URL('../../../src/files/hash.js', import.meta.url).href)};\nprocess.stdout.write(await sha256File(${JSON.stringify(path)}));`;
    const permission = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
    for (const flags of [[], [permission, '--allow-fs-read=*']]) {
      const said = execFileSync(process.execPath, [...flags, '--input-type=module', '--eval', code], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 30_000 });
      expect(said, flags.join(' ')).to.equal(hex('sha256', content));
    }
  });
});
