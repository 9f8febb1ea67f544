import { expect } from 'chai';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectDismounted, expectImages, expectMounted } from '../../../src/run/proof-images.js';
import { failureOf } from '../../support/failure.js';
import { wimTool } from '../../support/outside-tools.js';
import { describePosix } from '../../support/posix.js';
import { temporaryFolder } from '../../support/temp.js';

describePosix('run/proof-images', () => {
  const folder = temporaryFolder();

  it('an export that left no file, or too few images', async () => {
    const wim = join(folder(), 'install.wim');
    expect(await failureOf(() => expectImages(wim, 1))).to.include({ code: 'proof' }).and.have.property('message').that.contains('install.wim holds no image');
    const content = join(folder(), 'content');
    mkdirSync(content);
    writeFileSync(join(content, 'file'), 'content');
    await wimTool('capture', content, wim, 'one');
    await expectImages(wim, 1);
    expect((await failureOf(() => expectImages(wim, 2))).message).to.contain('only 1 of its images');
  });

  it('a mount that shows nothing, and one that did not go', async () => {
    const mount = join(folder(), 'mount');
    mkdirSync(mount);
    expect((await failureOf(() => expectMounted(mount))).code).to.equal('proof');
    await expectDismounted(mount);
    writeFileSync(join(mount, 'file'), 'content');
    await expectMounted(mount);
    expect((await failureOf(() => expectDismounted(mount))).code).to.equal('proof');
  });
});
