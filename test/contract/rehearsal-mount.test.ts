import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, open as openFile, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { details, paths, plainWim, tool } from '../support/rehearsal-fixtures.js';
import { dism, mountMethods, Rehearsal } from '../support/rehearsal-run.js';
import { temporaryFolder } from '../support/temp.js';

const hash = async (file: string): Promise<string> => createHash('sha256').update(await readFile(file)).digest('hex');

for (const method of mountMethods) {
  describe(`rehearsal: mounts (${method})`, () => {
    const folder = temporaryFolder();
    let rehearsal: Rehearsal;
    let wim: string;
    let mount: string;
    const at = (name: string): string => join(folder(), name);
    const open = (more = {}) => dism('Mount-WindowsImage', { Path: mount, ImagePath: wim, Index: 1, ...more });
    const close = (how: 'Save' | 'Discard', more = {}) => dism('Dismount-WindowsImage', { Path: mount, [how]: true, ...more });

    before(() => {
      rehearsal = new Rehearsal(at('rehearsal'), { mount: method });
    });
    after(() => rehearsal.end());
    beforeEach(async () => {
      await rm(at('image.wim'), { force: true });
      wim = await plainWim(folder(), 'image');
      mount = at('mount');
      await mkdir(mount, { recursive: true });
    });
    afterEach(async () => {
      await rehearsal.run(close('Discard'), dism('Clear-WindowsCorruptMountPoint', {}));
      expect(await readdir(mount)).to.deep.equal([]);
    });

    it('keeps a mount from process to process and saves changed, new and deleted files and nothing else', async () => {
      const before = await Promise.all([details(wim, '/docs/keep.txt'), details(wim, '/hidden.sys')]);
      await rehearsal.must(open());
      await writeFile(join(mount, 'docs/change.txt'), 'after\n');
      await utimes(join(mount, 'docs/change.txt'), new Date(0), new Date('2018-07-10T12:00:00Z'));
      await rm(join(mount, 'docs/deep'), { recursive: true });
      await mkdir(join(mount, 'new folder/below'), { recursive: true });
      await writeFile(join(mount, "new folder/below/it's new.txt"), 'new\n');
      // Touched, but the same as before; a FUSE mount has no permissions to change.
      if (method === 'extract') await chmod(join(mount, 'docs/keep.txt'), 0o600);
      await rehearsal.end();
      const [list] = await rehearsal.must(dism('Get-WindowsImage', { Mounted: true }));
      expect(list?.output[0]).to.include({ Path: mount, ImagePath: wim, ImageIndex: 1, MountMode: 'ReadWrite', MountStatus: 'Ok' });
      await rehearsal.end();
      await rehearsal.must(close('Save'));

      expect(await paths(wim)).to.deep.equal(['/', '/docs', '/docs/change.txt', '/docs/keep.txt', '/hidden.sys',
        '/new folder', '/new folder/below', "/new folder/below/it's new.txt"]);
      expect(await Promise.all([details(wim, '/docs/keep.txt'), details(wim, '/hidden.sys')])).to.deep.equal(before);
      expect(before.join('\n')).to.match(/FILE_ATTRIBUTE_HIDDEN is set/u);
      const changed = await details(wim, '/docs/change.txt');
      expect(changed).to.contain('Tue Jul 10 12:00:00 2018 UTC');
      expect(changed).to.contain('FILE_ATTRIBUTE_HIDDEN is set');
      expect(await tool('wimlib-imagex', 'extract', wim, '1', '/docs/change.txt', '--to-stdout')).to.equal('after');
      expect((await readFile(wim)).toString('utf16le')).to.contain('<REHEARSAL>1</REHEARSAL>');
      await tool('wimlib-imagex', 'verify', wim);
    });

    it('sees a change that leaves size and time the same', async () => {
      await rehearsal.must(open());
      const file = join(mount, 'docs/change.txt');
      const { mtime } = await stat(file);
      await writeFile(file, 'BEFORE\n');
      await utimes(file, mtime, mtime);
      await rehearsal.must(close('Save'));
      expect(await tool('wimlib-imagex', 'extract', wim, '1', '/docs/change.txt', '--to-stdout')).to.equal('BEFORE');
    });

    it('leaves the WIM alone when changes are discarded', async () => {
      const before = await hash(wim);
      await rehearsal.must(open());
      await writeFile(join(mount, 'docs/change.txt'), 'after\n');
      await rehearsal.must(close('Discard'));
      expect(await hash(wim)).to.equal(before);
      expect(await readdir(folder())).to.not.satisfy((names: string[]) => names.some((name) => name.includes('staging')));
    });

    it('saves without dismounting, and again', async () => {
      await rehearsal.must(open());
      await writeFile(join(mount, 'one.txt'), '1');
      await rehearsal.must(dism('Save-WindowsImage', { Path: mount }));
      await writeFile(join(mount, 'two.txt'), '2');
      expect(await paths(wim)).to.include('/one.txt').and.not.include('/two.txt');
      await rehearsal.must(close('Save', { CheckIntegrity: true }));
      expect(await paths(wim)).to.include.members(['/one.txt', '/two.txt']);
    });

    it('appends what was changed as a new image with the XML of the old one', async () => {
      await rehearsal.must(open());
      await writeFile(join(mount, 'one.txt'), '1');
      await rehearsal.must(close('Save', { Append: true }));
      expect(await paths(wim, 1)).to.not.include('/one.txt');
      expect(await paths(wim, 2)).to.include('/one.txt');
      const [list] = await rehearsal.must(dism('Get-WindowsImage', { ImagePath: wim }));
      expect(list?.output.map((image) => [image['ImageName'], image['ImageDescription']])).to.deep.equal([
        ['Plain', 'A plain image'], ['Plain (2)', 'A plain image']]);
    });

    it('mounts read-only and refuses to save', async () => {
      const before = await hash(wim);
      await chmod(wim, 0o444);
      const answers = await rehearsal.run(open(), open({ ReadOnly: true }), dism('Save-WindowsImage', { Path: mount }), close('Save'), close('Discard'));
      expect(answers.map((answer) => answer.error?.hresult)).to.deep.equal(['0xc1510111', undefined, '0xc142010c', '0xc142010c', undefined]);
      expect(await hash(wim)).to.equal(before);
    });

    it('allows one writer for a WIM and one mount for a folder', async () => {
      const other = at('other');
      await mkdir(other, { recursive: true });
      const answers = await rehearsal.run(open(), open(), open({ Path: other }), open({ Path: other, ReadOnly: true }),
        dism('Dismount-WindowsImage', { Path: other, Discard: true }), dism('Dismount-WindowsImage', { Path: other, Discard: true }));
      expect(answers.map((answer) => answer.error?.hresult)).to.deep.equal([
        undefined, '0xc1420113', '0xc1420127', undefined, undefined, '0xc142011c']);
      expect(answers[2]?.error?.message).to.equal('The specified image in the specified wim is already mounted for read/write access.\r\n');
    });

    it('does not dismount while a file is open, and leaves the mount as it is', async () => {
      await rehearsal.must(open());
      await writeFile(join(mount, 'one.txt'), '1');
      const handle = await openFile(join(mount, 'one.txt'));
      const [busy] = await rehearsal.run(close('Save'));
      await handle.close();
      expect(busy?.error?.hresult).to.equal('0xc1420117');
      await rehearsal.must(close('Save'));
      expect(await paths(wim)).to.include('/one.txt');
    });

    it('clears a mount whose WIM has gone', async () => {
      await rehearsal.must(open());
      await copyFile(wim, at('copy.wim'));
      await rm(wim);
      const [list, failed, , after] = await rehearsal.run(dism('Get-WindowsImage', { Mounted: true }), close('Discard'),
        dism('Clear-WindowsCorruptMountPoint', {}), dism('Get-WindowsImage', { Mounted: true }));
      expect(list?.output[0]).to.include({ MountStatus: 'Invalid' });
      expect(failed?.error?.hresult).to.equal('0xc1550115');
      expect(after?.output).to.deep.equal([]);
    });
  });
}

describe('rehearsal: what cannot be mounted', () => {
  const folder = temporaryFolder();

  it('is refused with the codes of DISM', async () => {
    const at = (name: string): string => join(folder(), name);
    const wim = await plainWim(folder(), 'image');
    for (const name of ['empty', 'full/file']) await mkdir(at(name), { recursive: true });
    await tool('wimlib-imagex', 'export', wim, '1', at('image.esd'), '--solid');
    await tool('wimlib-imagex', 'split', wim, at('part.swm'), '0.0001');
    await writeFile(at('text.wim'), 'no WIM at all');
    await writeFile(at('short.wim'), (await readFile(wim)).subarray(0, 300));
    const cases: [Record<string, unknown>, string][] = [
      [{ Path: at('missing'), Index: 1 }, '0xc1420115'],
      [{ Path: at('full'), Index: 1 }, '0xc1420114'],
      [{ Index: 9 }, '0xc0040005'],
      [{ Name: 'No such image' }, '0xc0040006'],
      [{ ImagePath: at('none.wim'), Index: 1 }, '0x80070002'],
      [{ ImagePath: at('text.wim'), Index: 1 }, '0x8007000b'],
      [{ ImagePath: at('short.wim'), Index: 1 }, '0x8007000d'],
      [{ ImagePath: at('image.esd'), Index: 1 }, '0xc142013c'],
      [{ ImagePath: at('part.swm'), Index: 1 }, '0xc1420130'],
      [{ Index: 1, SupportEa: true }, '0x80070032'],
      [{ Index: 1, ScratchDirectory: at('missing') }, '0x80070003'],
      [{ Index: 1, LogPath: at('missing/dism.log') }, '0xc0040009'],
    ];
    const rehearsal = new Rehearsal(at('rehearsal'));
    const answers = await rehearsal.run(
      ...cases.map(([parameters]) => dism('Mount-WindowsImage', { Path: at('empty'), ImagePath: wim, ...parameters })));
    await rehearsal.end();
    expect(answers.map((answer) => answer.error?.hresult)).to.deep.equal(cases.map(([, hresult]) => hresult));
  });
});
