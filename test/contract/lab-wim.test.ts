import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { imageProperties } from '../../src/lab/image-properties.js';
import { ImageTree } from '../../src/lab/image-tree.js';
import { installImage, winrePath } from '../../src/lab/images.js';
import { noise } from '../../src/lab/noise.js';
import { makeWim, type WimImage } from '../../src/lab/wim.js';
import { temporaryFolder } from '../support/temp.js';

const run = async (file: string, ...args: string[]): Promise<string> => (await execa(file, args, { stdin: 'ignore' })).stdout;

describe('lab: odd WIMs', () => {
  const folder = temporaryFolder();

  const image = (name: string, tree: ImageTree): WimImage => ({
    name, description: `${name}, described`, tree,
    properties: imageProperties({ displayName: name, editionId: name, installationType: 'Client', build: 17134, spBuild: 112 }),
  });

  it('can hold one edition without a recovery image', async () => {
    const file = join(folder(), 'install.wim');
    await makeWim([image('Core', installImage('Core', Buffer.from('a recovery image'))), image('Professional', installImage('Professional', undefined))], file);
    expect(await run('wimlib-imagex', 'dir', file, '1')).to.contain(`/${winrePath}`);
    expect(await run('wimlib-imagex', 'dir', file, '2')).to.not.contain(winrePath);
    expect(await run('wimlib-imagex', 'info', file, '2')).to.match(/Service Pack Build: +112/u).and.to.contain('Professional, described');
  });

  it('can hold bytes that no image refers to, and stays whole', async () => {
    const tree = new ImageTree().put('file.txt', 'content');
    const plain = join(folder(), 'plain.wim');
    const wasteful = join(folder(), 'wasteful.wim');
    await makeWim([image('one', tree)], plain);
    await makeWim([image('one', tree)], wasteful, { waste: new ImageTree().put('waste.bin', noise('waste', 100_000)) });
    expect((await stat(wasteful)).size - (await stat(plain)).size).to.be.greaterThan(100_000);
    expect(await run('wimlib-imagex', 'verify', wasteful)).to.contain('successfully verified');
    expect(await run('wimlib-imagex', 'info', wasteful)).to.match(/Image Count: +1\b/u);
  });

  it('keep the times of files and folders', async () => {
    const file = join(folder(), 'times.wim');
    await makeWim([image('times', new ImageTree().put('a/b.txt', 'b', new Date('2018-07-20T12:00:00Z')))], file);
    const detail = await run('wimlib-imagex', 'dir', file, '1', '--path=/a', '--detailed');
    expect(detail).to.match(/Last Write Time += Fri Jul 20 12:00:00 2018 UTC/u).and.to.match(/Last Write Time += Wed Apr 11 23:34:00 2018 UTC/u);
  });
});
