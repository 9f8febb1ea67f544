import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect } from 'chai';
import { acquireLock } from '../../../src/files/lock.js';
import { finishPublishing, publishFolder } from '../../../src/files/publish.js';
import { checkDiskSpace } from '../../../src/preflight/check-request.js';
import type { Plan } from '../../../src/schema/plan.js';
import { failureOf } from '../../support/failure.js';
import { put, temporaryFolder } from './temp-folder.js';

const mark = JSON.stringify({ schemaVersion: 1, runId: 'abcdef', toolVersion: '1.0.0', plan: {} });

describe('files/publish', () => {
  const folder = temporaryFolder();
  const output = (): string => join(folder(), 'output');
  const aside = (): string => `${output()}.replaced`;
  const next = (): string => `${output()}.to-be-published`;

  /** A finished folder; `text` tells it from others. */
  function finished(path: string, text: string): string {
    put(path, 'media/sources/a', text);
    put(path, 'result.json', mark);
    return path;
  }

  function content(path = output()): string {
    return readFileSync(join(path, 'media/sources/a'), 'utf8');
  }

  beforeEach(() => { for (const name of readdirSync(folder())) rmSync(join(folder(), name), { recursive: true }); });

  it('makes a folder appear whole, and refuses one that is there', async () => {
    expect(await publishFolder(finished(join(folder(), 'staging'), '1'), output())).to.equal(undefined);
    expect(content()).to.equal('1');
    expect(readdirSync(folder())).to.deep.equal(['output']);
    expect(await failureOf(() => publishFolder(finished(join(folder(), 'staging'), '2'), output()))).to.include({ code: 'output-exists' });
    expect(content()).to.equal('1');
  });

  it('replaces an earlier output when told to, and gives back where the old one is', async () => {
    finished(output(), 'old');
    expect(await publishFolder(finished(join(folder(), 'staging'), 'new'), output(), { replace: true })).to.equal(aside());
    expect([content(), content(aside())]).to.deep.equal(['new', 'old']);
    await finishPublishing(output());
    expect(readdirSync(folder())).to.deep.equal(['output']);
  });

  it('replaces an empty folder, and nothing that it has not made', async () => {
    mkdirSync(output());
    await publishFolder(finished(join(folder(), 'staging'), 'new'), output(), { replace: true });
    expect(content()).to.equal('new');
    const foreign: [string, () => void][] = [
      ['a folder', () => { put(output(), 'thesis.docx', 'mine'); }],
      ['a folder with another result.json', () => { put(output(), 'result.json', '{"score": 3}'); }],
      ['a file', () => { put(folder(), 'output', 'mine'); }],
      ['a link to an output', () => { symlinkSync(finished(join(folder(), 'elsewhere'), 'x'), output()); }],
    ];
    for (const [what, make] of foreign) {
      for (const name of readdirSync(folder())) rmSync(join(folder(), name), { recursive: true });
      make();
      const staging = finished(join(folder(), 'staging'), 'new');
      expect(await failureOf(() => publishFolder(staging, output(), { replace: true })), what).to.include({ code: 'output-exists' });
      expect(content(staging)).to.equal('new');
      expect(existsSync(aside())).to.equal(false);
    }
  });

  it('after a crash between the renames the old output comes back', async () => {
    finished(output(), 'old');
    renameSync(finished(join(folder(), 'staging'), 'new'), next());
    renameSync(output(), aside());
    await finishPublishing(output());
    expect(content()).to.equal('old');
    expect(readdirSync(folder())).to.deep.equal(['output']);
  });

  it('after a crash behind them the new one stays; half a copy goes', async () => {
    finished(output(), 'new');
    finished(aside(), 'old');
    put(next(), 'media/sources/half', '');
    await finishPublishing(output());
    expect(content()).to.equal('new');
    expect(readdirSync(folder())).to.deep.equal(['output']);
    await finishPublishing(output());
    expect(content()).to.equal('new');
  });

  it('removes nothing where something else has taken the place, or another process is at it', async () => {
    finished(aside(), 'old');
    put(output(), 'thesis.docx', 'mine');
    expect((await failureOf(() => finishPublishing(output()))).advice).to.contain(aside());
    const lock = await acquireLock(output(), { purpose: 'publishing' });
    expect(await failureOf(() => finishPublishing(output()))).to.include({ code: 'busy' });
    await lock.release();
    expect(content(aside())).to.equal('old');
    expect(readdirSync(output())).to.deep.equal(['thesis.docx']);
  });

  describe('to another volume', () => {
    let far = '';
    before(function () {
      if (!existsSync('/dev/shm') || statSync('/dev/shm').dev === statSync(folder()).dev) this.skip();
      far = mkdtempSync('/dev/shm/offline-servicing-test-');
    });
    after(() => { if (far !== '') rmSync(far, { recursive: true }); });

    it('copies, reads back and renames; replaces as at home', async () => {
      const there = join(far, 'output');
      const staging = finished(join(folder(), 'staging'), 'far');
      const seen: [number, number][] = [];
      await publishFolder(staging, there, { onProgress: (bytes, total) => { seen.push([bytes, total]); } });
      expect(seen.at(-1)?.[0]).to.equal(seen[0]?.[1]).and.to.be.greaterThan(0);
      expect([content(there), content(staging)]).to.deep.equal(['far', 'far']);
      await publishFolder(finished(join(folder(), 'second'), 'farther'), there, { replace: true });
      await finishPublishing(there);
      expect(content(there)).to.equal('farther');
      expect(readdirSync(far)).to.deep.equal(['output']);
    });

    it('leaves nothing when it is cancelled', async () => {
      const there = join(far, 'cancelled');
      const error = await failureOf(() => publishFolder(finished(join(folder(), 'staging'), 'far'), there, { signal: AbortSignal.abort() }));
      expect(error).to.include({ code: 'cancelled' });
      expect(readdirSync(far)).not.to.include(basename(there)).and.not.to.include(`${basename(there)}.to-be-published`);
    });

    it('needs room there before the run begins', async () => {
      const plan = { estimate: { seconds: 1, peakDiskBytes: 10, outputBytes: 100 } } as Plan;
      const free = (path: string): Promise<number> => Promise.resolve(path.startsWith(far) ? 50 : 1000);
      const error = await failureOf(() => checkDiskSpace(plan, { workspace: folder(), output: join(far, 'o') }, free));
      expect(error).to.include({ code: 'disk-space' });
      expect(error.details.join()).to.contain(dirname(join(far, 'o')));
      await checkDiskSpace(plan, { workspace: folder(), output: output() }, free);
    });
  });
});
