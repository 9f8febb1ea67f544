import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../../src/files/package-root.js';
import type { LabReport } from '../../src/lab/make-lab.js';
import { copyOfLab } from '../support/shared-lab.js';
import { temporaryFolder } from '../support/temp.js';

const run = async (file: string, ...args: string[]): Promise<string> => (await execa(file, args, { stdin: 'ignore' })).stdout;

describe('lab: committed fixtures', () => {
  const folder = temporaryFolder();
  const fixtures = join(packageRoot(), 'test', 'fixtures');
  let lab: LabReport;

  before(async () => {
    lab = await copyOfLab({ build: 17134, output: join(folder(), 'lab'), megabytes: 0 });
  });

  /** Contents of an image by path, as SHA-1; the recovery image depends on the version of the compressor. */
  const contents = async (wim: string, index: number): Promise<string[]> => {
    const text = await run('wimlib-imagex', 'dir', wim, String(index), '--detailed');
    return [...text.matchAll(/Full Path += "([^"]+)"[\s\S]*?(?=Full Path|$)/gu)]
      .filter((match) => !match[1]?.endsWith('winre.wim'))
      .map((match) => `${match[1]} ${/Hash += 0x([0-9a-f]+)/u.exec(match[0])?.[1] ?? 'none'}`);
  };

  it('have the images of the smallest lab', async () => {
    for (const { wim, index } of lab.images) {
      const made = await contents(join(lab.media, wim), index);
      expect(made.filter((line) => !line.endsWith(' none')).length).to.be.greaterThan(100);
      expect(await contents(join(fixtures, 'media', wim), index)).to.deep.equal(made);
    }
    for (const file of ['offline-servicing-rehearsal.json', 'sources/setup.exe']) {
      expect((await readFile(join(fixtures, 'media', file))).equals(await readFile(join(lab.media, file))), file).to.equal(true);
    }
  });

  it('have the updates of the lab', async () => {
    const open = async (root: string, name: string, to: string): Promise<string> => {
      const target = join(folder(), to, name.slice(0, 21));
      await run('cabextract', '-q', '-d', target, join(root, name));
      await run('cabextract', '-q', '-d', join(target, 'package'), ...(await readdir(target)).filter((file) => file.startsWith('Windows10.0') && file.endsWith('.cab')).map((file) => join(target, file)));
      return target;
    };
    const committed = await readdir(join(fixtures, 'updates'));
    expect(committed.map((name) => name.slice(0, 21)).sort()).to.deep.equal(lab.updatesMade.map((item) => item.file.slice(0, 21)).sort());
    for (const { file } of lab.updatesMade) {
      const twin = committed.find((name) => name.startsWith(file.slice(0, 21))) as string;
      const [made, kept] = [await open(lab.updates, file, 'made'), await open(join(fixtures, 'updates'), twin, 'kept')];
      expect(await run('diff', '-r', '--exclude=*.cab', made, kept)).to.equal('');
    }
  });

  it('stay small', async () => {
    const sizes = await Promise.all(['media', 'updates'].map(async (name) => Number((await run('du', '-sb', join(fixtures, name))).split('\t')[0])));
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.be.lessThan(1_000_000);
  });
});
