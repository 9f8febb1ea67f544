import { expect } from 'chai';
import { Dirent, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entryKind } from '../../../src/files/entry-kind.js';
import { temporaryFolder } from '../../support/temp.js';

/** An entry as Node lists it on Windows. */
function listed(as: 'link' | 'folder'): Dirent {
  return Object.assign(Object.create(Dirent.prototype) as Dirent, {
    isFile: () => false, isDirectory: () => as === 'folder', isSymbolicLink: () => as === 'link',
  });
}

describe('entryKind', () => {
  const temporary = temporaryFolder();
  before(() => {
    mkdirSync(join(temporary(), 'folder'));
    writeFileSync(join(temporary(), 'file'), 'x');
    symlinkSync(join(temporary(), 'folder'), join(temporary(), 'junction'), 'junction');
  });

  it('takes a reparse point that is no link for what it is, as the files of a mounted image are', async () => {
    expect(await entryKind(join(temporary(), 'file'), listed('link'), 'win32')).to.equal('file');
    expect(await entryKind(join(temporary(), 'folder'), listed('link'), 'win32')).to.equal('folder');
  });

  it('knows a junction, also where the listing calls it a folder', async () => {
    expect(await entryKind(join(temporary(), 'junction'), listed('link'), 'win32')).to.equal('link');
    expect(await entryKind(join(temporary(), 'junction'), listed('folder'), 'win32')).to.equal('link');
  });

  it('says so when an entry is gone', async () => {
    expect(await entryKind(join(temporary(), 'gone'), listed('link'), 'win32')).to.equal('other');
  });

  it('agrees with the listing of this computer', async () => {
    const kinds = await Promise.all(readdirSync(temporary(), { withFileTypes: true })
      .map(async (item) => `${item.name}: ${await entryKind(join(temporary(), item.name), item)}`));
    expect(kinds.sort()).to.deep.equal(['file: file', 'folder: folder', 'junction: link']);
  });
});
