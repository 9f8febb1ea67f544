import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FolderTree } from '../../../src/files/file-tree.js';
import { checkWimContents } from '../../../src/media/wim-contents.js';
import type { WimContents } from '../../../src/media/wim-contents.js';
import { openWim } from '../../../src/media/wim-file.js';
import { checkWimIntegrity } from '../../../src/media/wim-integrity.js';
import { damage } from '../../faults/harm.js';
import { failureOf } from '../../support/failure.js';
import { wimTool } from '../../support/outside-tools.js';
import { describePosix } from '../../support/posix.js';
import { temporaryFolder } from '../../support/temp.js';

describePosix('media/wim-contents: every content checked', () => {
  const folder = temporaryFolder();
  const wim = (): string => join(folder(), 'image.wim');

  before(() => {
    mkdirSync(join(folder(), 'content/Windows'), { recursive: true });
    // One that packs badly takes up most of the file; two files have the same.
    for (const [name, bytes] of [['noise', randomBytes(150_000).toString('hex')], ['text', 'text '.repeat(50_000)], ['same', 'text '.repeat(50_000)]] as const) {
      writeFileSync(join(folder(), 'content/Windows', name), bytes);
    }
  });

  async function captured(...options: string[]): Promise<void> {
    rmSync(wim(), { force: true });
    await wimTool('capture', join(folder(), 'content'), wim(), 'one', ...options);
  }

  async function check(signal?: AbortSignal): Promise<WimContents> {
    const file = await openWim(wim());
    try {
      return await checkWimContents(file, { signal });
    } finally {
      await file.close();
    }
  }

  for (const [name, options] of [['LZX', ['--compress=LZX']], ['no compression', ['--compress=none']], ['solid LZMS', ['--solid']]] as const) {
    it(`${name}: every content once, and what was damaged by name`, async () => {
      await captured(...options);
      const { contents, bytes, damaged } = await check();
      expect({ contents, damaged }).to.deep.equal({ contents: 3, damaged: [] });
      expect(bytes).to.be.above(550_000);
      damage(wim(), 0.3);
      expect((await check()).damaged).to.include('image 1: Windows/noise');
    });
  }

  it('damage that an export carries over into a WIM whose integrity table is right', async () => {
    await captured('--compress=LZX');
    damage(wim(), 0.3);
    const source = join(folder(), 'source.wim');
    renameSync(wim(), source);
    await wimTool('export', source, '1', wim(), '--check');
    expect((await checkWimIntegrity(new FolderTree(folder()), 'image.wim')).damaged).to.deep.equal([]);
    expect((await check()).damaged).to.deep.equal(['image 1: Windows/noise']);
  });

  it('stops when it is cancelled', async () => {
    await captured();
    const stop = new AbortController();
    stop.abort();
    expect((await failureOf(() => check(stop.signal))).code).to.equal('cancelled');
  });
});
