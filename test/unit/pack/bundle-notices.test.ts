import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { bundleNotices } from '../../../scripts/pack/bundle-notices.js';
import { temporaryFolder } from '../../support/temp.js';

describe('notices of a bundle', () => {
  const root = temporaryFolder();

  async function addPackage(name: string, manifest: Record<string, unknown>, files: Record<string, string> = {}): Promise<string> {
    const folder = `node_modules/${name}`;
    await mkdir(join(root(), folder), { recursive: true });
    await writeFile(join(root(), folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', ...manifest }));
    for (const [file, text] of Object.entries(files)) await writeFile(join(root(), folder, file), text);
    return folder;
  }

  before(async () => { await writeFile(join(root(), 'LICENSE'), 'MIT License\n\nCopyright (c) 2026 Us\n\nPermission is granted.\n'); });

  it('have the licence of each package whole, and its notice', async () => {
    const folder = await addPackage('left', { license: 'Apache-2.0' }, { 'LICENSE.txt': 'All of it\r\n', 'NOTICE': 'Made by Left\n', 'readme.md': 'Not this' });
    const text = await bundleNotices(root(), [folder]);
    expect(text).to.include('left 1.2.3 (Apache-2.0)\n\nAll of it\n\n\nMade by Left\n').and.not.include('Not this');
  });

  it('give MIT packages without a licence file the usual words and their author', async () => {
    const named = await addPackage('bare', { license: 'MIT', author: { name: 'Ada' } });
    const nameless = await addPackage('barer', { license: 'MIT' });
    const text = await bundleNotices(root(), [named, nameless]);
    expect(text).to.include('bare 1.2.3 (MIT)\n\nMIT License\n\nCopyright (c) Ada\n\nPermission is granted.\n').and.include('Copyright (c) the authors of barer');
    expect(text).to.not.include('Copyright (c) 2026 Us');
  });

  it('refuse a package whose licence is not there', async () => {
    const folder = await addPackage('odd', { license: 'SEE ELSEWHERE' });
    const failure = await bundleNotices(root(), [folder]).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error).with.property('message').that.includes('odd is bundled');
  });
});
