import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { UpdateInfo } from '../../../src/schema/update.js';
import { confirmUnchanged } from '../../../src/updates/confirm-unchanged.js';
import { scanUpdates } from '../../../src/updates/scan-updates.js';
import { failureOf } from '../../support/failure.js';
import { describePosix } from '../../support/posix.js';
import { processorMs } from '../../support/processor-time.js';
import { mumText, writeCab } from '../../support/update-fixtures.js';

describePosix('results of scans that are kept', () => {
  let folder: string;
  let cache: string;
  let updates: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scan-cache-'));
    [cache, updates] = [join(folder, 'cache'), join(folder, 'updates')];
    await mkdir(updates);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function writeUpdate(name: string, kb = 'KB4577001'): Promise<string> {
    await writeCab(join(folder, 'x.cab'), { 'update.mum': mumText({ name: `Package_for_${kb}`, version: '17134.1.1.1', identifier: kb }) }, false);
    await rename(join(folder, 'x.cab'), join(updates, name));
    return join(updates, name);
  }
  const scan = async (): Promise<UpdateInfo[]> => (await scanUpdates([updates], { cache })).updates;
  const entries = async (): Promise<string[]> => (await readdir(join(cache, 'updates'))).map((name) => join(cache, 'updates', name));

  it('are found by content, under another name and in another folder too', async () => {
    const path = await writeUpdate('a.cab');
    const [first] = await scan();
    const written = (await stat((await entries())[0]!)).mtimeMs;
    await rename(path, join(updates, 'b.msu'));
    const [second] = await scan();
    expect(second).to.deep.equal({ ...first, path: join(updates, 'b.msu'), file: 'b.msu', stageAs: 'b.cab' });
    expect((await stat((await entries())[0]!)).mtimeMs, 'read and not written again').to.equal(written);
  });

  it('make the second scan of 200 updates take well under a second', async () => {
    const bytes = await readFile(await writeUpdate('seed.cab'));
    // Bytes behind the end of a cabinet change its hash and nothing else.
    for (let i = 0; i < 200; i++) await writeFile(join(updates, `u${i}.cab`), Buffer.concat([bytes, Buffer.from(String(i))]));
    const first = await scan();
    const start = processorMs();
    const again = await scan();
    expect(processorMs() - start).to.be.below(800);
    expect(again).to.deep.equal(first);
    expect(again).to.have.length(201);
  });

  it('do not hold for a file that was changed in place with its time put back', async () => {
    const path = await writeUpdate('a.cab');
    await scan();
    const time = new Date('2020-01-01T00:00:00Z');
    await utimes(path, time, time);
    await rename(await writeUpdate('other.cab', 'KB4577002'), path);
    await utimes(path, time, time);
    expect((await scan())[0]!.kb).to.equal('KB4577002');
  });

  it('are ignored where they are damaged or of another version, and made again', async () => {
    await writeUpdate('a.cab');
    const first = await scan();
    const [entry] = await entries();
    const good = await readFile(entry!, 'utf8');
    for (const bad of ['', 'no json', good.slice(0, -20), good.replace('KB4577001', 'KB4577009'), good.replace('"version":', '"version":9')]) {
      await writeFile(entry!, bad);
      expect(await scan()).to.deep.equal(first);
      expect(await readFile(entry!, 'utf8')).to.equal(good);
    }
  });

  it('are no condition: a cache that cannot be written is no error, and scans at once do not disturb each other', async () => {
    await writeUpdate('a.cab');
    const results = await Promise.all([scan(), scan(), scan()]);
    expect(results[1]).to.deep.equal(results[0]);
    await writeFile(join(folder, 'file'), '');
    expect((await scanUpdates([updates], { cache: join(folder, 'file') })).updates).to.deep.equal(results[0]);
  });

  it('are of use only while the file is the same: confirmUnchanged', async () => {
    const path = await writeUpdate('a.cab');
    const [update] = await scan();
    await confirmUnchanged(update!);
    await utimes(path, new Date(), new Date());
    await confirmUnchanged(update!);
    const bytes = await readFile(path);
    bytes[60] = bytes[60]! ^ 1;
    await writeFile(path, bytes);
    expect((await failureOf(() => confirmUnchanged(update!))).message).to.equal('a.cab: its content has changed since it was scanned');
    await unlink(path);
    expect((await failureOf(() => confirmUnchanged(update!))).code).to.equal('update-missing');
  });
});
