import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { moduleFolder } from '../../../src/cli/module-folder.js';
import { temporaryFolder } from '../../support/temp.js';

describe('module-path', () => {
  const folder = temporaryFolder();

  /** A package whose module lies in `place`. */
  async function packageWithModule(name: string, place: string): Promise<string> {
    await mkdir(join(folder(), name, place), { recursive: true });
    await writeFile(join(folder(), name, place, 'OfflineServicing.psd1'), '@{}');
    return join(folder(), name);
  }

  it('finds the module of an npm package', async () => {
    const root = await packageWithModule('npm', 'module-manifest/OfflineServicing');
    expect(moduleFolder(root)).to.equal(join(root, 'module-manifest', 'OfflineServicing'));
  });

  it('finds the packed module around the program', async () => {
    const root = await packageWithModule('packed', '.');
    expect(moduleFolder(root)).to.equal(root);
  });

  it('says so where there is none', () => {
    expect(() => moduleFolder(join(folder(), 'empty'))).to.throw('The PowerShell module is not in').with.property('code', 'powershell');
  });
});
