import { chmod, mkdir, readFile, readdir, readlink, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { codes, damage, imageFiles, info, read, text, xml } from '../support/image-files.js';
import { details, paths, tool } from '../support/rehearsal-fixtures.js';
import { dism, type DismCall } from '../support/rehearsal-run.js';

describe('rehearsal: images added, removed, split', () => {
  const files = imageFiles();
  const at = (...path: string[]): string => files().at(...path);

  describe('Add-WindowsImage', () => {
    it('Add-WindowsImage -CapturePath: appends an image in the compression of the WIM, storing equal content once', async () => {
      await files().rehearsal.must(files().made('grown.wim', { CompressionType: 'max', Setbootable: true }));
      const { size } = await stat(at('grown.wim'));
      const [answer, list] = await files().rehearsal.must(files().added('grown.wim'), dism('Get-WindowsImage', { ImagePath: at('grown.wim') }));
      expect(answer?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.OfflineImageObject', ImagePath: at('grown.wim') });
      expect(list?.output.map((image) => [image['ImageIndex'], image['ImageName']])).to.deep.equal([[1, 'First'], [2, 'Second']]);
      expect(await info(at('grown.wim'))).to.contain('Compression: LZX').and.contain('Boot Index: 1');
      expect(await xml(at('grown.wim'), 2)).to.contain('<REHEARSAL>1</REHEARSAL>');
      expect(await paths(at('grown.wim'), 2)).to.deep.equal(await paths(at('grown.wim'), 1));
      expect((await stat(at('grown.wim'))).size - size).to.be.below(8000);
      await tool('wimlib-imagex', 'verify', at('grown.wim'));
    });

    it('Add-WindowsImage -Description: stands in the XML', async () => {
      await files().rehearsal.must(files().made('second.wim'), files().added('second.wim', { Description: 'More' }));
      expect(await xml(at('second.wim'), 2)).to.contain('<DESCRIPTION>More</DESCRIPTION>');
    });

    it('Add-WindowsImage -Setbootable: sets the boot index', async () => {
      await files().rehearsal.must(files().made('booted.wim', { Setbootable: true }), files().added('booted.wim', { Setbootable: true }));
      expect(await info(at('booted.wim'))).to.contain('Boot Index: 2');
    });

    it('Add-WindowsImage -CheckIntegrity: refuses a damaged WIM that has an integrity table, and writes one', async () => {
      await files().rehearsal.must(files().made('sound.wim'), files().added('sound.wim', { CheckIntegrity: true }));
      expect(await info(at('sound.wim'))).to.match(/Attributes: .*Integrity/u);
      const wim = await files().pair('bad.wim', '--check');
      await damage(wim, 'only in First');
      const before = await readFile(wim);
      const answers = await files().rehearsal.run(files().added('bad.wim', { Name: 'Third', CheckIntegrity: true }));
      expect(codes(answers)).to.deep.equal(['0x80070570']);
      expect(before.equals(await readFile(wim))).to.equal(true);
      await files().rehearsal.must(files().added('bad.wim', { Name: 'Third' }));
    });

    it('Add-WindowsImage -Verify: finds damage anywhere in the WIM and takes the image back', async () => {
      const wim = await files().pair('worn.wim');
      await damage(wim, 'only in First');
      const before = await readFile(wim);
      const answers = await files().rehearsal.run(files().added('worn.wim', { Name: 'Third', Verify: true }));
      expect(codes(answers)).to.deep.equal(['0x80070570']);
      expect(before.equals(await readFile(wim))).to.equal(true);
      await files().rehearsal.must(files().added('worn.wim', { Name: 'Third' }));
    });

    it('Add-WindowsImage -NoRpFix: keeps absolute links, which otherwise move with the image', async () => {
      await files().rehearsal.must(files().made('links.wim'), files().added('links.wim', { NoRpFix: true }), files().added('links.wim', { Name: 'Third' }));
      expect(await files().linkAfter('links.wim', 3)).to.equal(at('links.wim-3-applied', 'Docs'));
      expect(await details(at('links.wim'), '/link', 2)).to.not.equal(await details(at('links.wim'), '/link', 3));
      const kept = at('links-kept');
      await tool('wimlib-imagex', 'apply', at('links.wim'), '2', kept, '--norpfix');
      expect(await readlink(join(kept, 'link'))).to.equal(join(files().tree, 'Docs'));
    });

    it('Add-WindowsImage -ConfigFilePath: excludes what the list names', async () => {
      await files().rehearsal.must(files().made('listed.wim'), files().added('listed.wim', { ConfigFilePath: await files().configFile() }));
      expect(await paths(at('listed.wim'), 2)).to.deep.equal(['/', '/Docs', '/Docs/empty', '/link', '/nothing', '/pagefile.sys']);
    });

    it('fails with the codes of DISM and leaves the WIM as it was', async () => {
      const wim = await files().pair('target.wim');
      const before = await readFile(wim);
      await writeFile(at('text.wim'), 'no WIM at all');
      await tool('wimlib-imagex', 'export', wim, '1', at('one.esd'), '--solid');
      await tool('wimlib-imagex', 'split', wim, at('part.swm'), '0.0001');
      await writeFile(at('locked.wim'), before);
      await chmod(at('locked.wim'), 0o444);
      await mkdir(at('mount'), { recursive: true });
      await files().rehearsal.must(files().made('mounted.wim'), dism('Mount-WindowsImage', { Path: at('mount'), ImagePath: at('mounted.wim'), Index: 1 }));
      const cases: [Record<string, unknown>, string][] = [
        [{ Name: 'first' }, '0x800700b7'], [{ ImagePath: at('none.such') }, '0x80070002'], [{ ImagePath: at('text.wim') }, '0x8007000b'],
        [{ ImagePath: at('one.esd') }, '0x80070032'], [{ ImagePath: at('part.swm') }, '0x80070032'], [{ ImagePath: at('locked.wim') }, '0x80070005'],
        [{ ImagePath: at('mounted.wim') }, '0x80070020'], [{ CapturePath: at('missing') }, '0x80070003'], [{ Name: 'Third', ConfigFilePath: at('missing.ini') }, '0x80070002'],
      ];
      const answers = await files().rehearsal.run(...cases.map(([more]) => files().added('target.wim', more)));
      await files().rehearsal.must(dism('Dismount-WindowsImage', { Path: at('mount'), Discard: true }));
      expect(codes(answers)).to.deep.equal(cases.map(([, code]) => code));
      expect(before.equals(await readFile(wim))).to.equal(true);
    });
  });

  describe('Remove-WindowsImage', () => {
    const removed = (wim: string, more: Record<string, unknown>): DismCall => dism('Remove-WindowsImage', { ImagePath: at(wim), ...more });

    it('Remove-WindowsImage -Index: takes the image out; those behind it and the boot index move up, the content stays', async () => {
      const wim = await files().pair('three.wim');
      await tool('wimlib-imagex', 'append', at('tree', 'Docs'), wim, 'Third', '--boot', '--no-acls');
      const { size } = await stat(wim);
      const [answer] = await files().rehearsal.must(removed('three.wim', { Index: 1 }));
      expect(answer?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.ImageObject', Online: false, RestartNeeded: false });
      expect(await info(wim)).to.contain('Image Count: 2').and.contain('Boot Index: 2').and.not.contain('Name: First');
      expect(await text(wim, '/own.txt', 1)).to.equal('only in Second');
      expect((await readFile(wim)).includes('only in First')).to.equal(true);
      expect((await stat(wim)).size).to.be.at.least(size - 20_000);
      await files().rehearsal.must(dism('Export-WindowsImage', { SourceImagePath: wim, SourceIndex: 1, DestinationImagePath: at('three-small.wim') }));
      expect((await readFile(at('three-small.wim'))).includes('only in First')).to.equal(false);
    });

    it('Remove-WindowsImage -Name: in any case; a boot image that goes leaves no boot index', async () => {
      const wim = await files().pair('named.wim');
      await tool('wimlib-imagex', 'info', wim, '2', '--boot');
      await files().rehearsal.must(removed('named.wim', { Name: 'SECOND' }));
      expect(await info(wim)).to.contain('Image Count: 1').and.contain('Name: First').and.contain('Boot Index: 0');
    });

    it('Remove-WindowsImage -CheckIntegrity: refuses a damaged WIM that has an integrity table, and writes one', async () => {
      const wim = await files().pair('hurt.wim', '--check');
      await damage(wim, 'only in First');
      const before = await readFile(wim);
      expect(codes(await files().rehearsal.run(removed('hurt.wim', { Index: 2, CheckIntegrity: true })))).to.deep.equal(['0x80070570']);
      expect(before.equals(await readFile(wim))).to.equal(true);
      await files().rehearsal.must(removed('hurt.wim', { Index: 2 }));
      await files().pair('whole.wim');
      await files().rehearsal.must(removed('whole.wim', { Index: 2, CheckIntegrity: true }));
      expect(await info(at('whole.wim'))).to.match(/Attributes: .*Integrity/u);
    });

    it('fails with the codes of DISM: unknown image, the only one, mounted, read-only, split', async () => {
      const wim = await files().pair('keep.wim');
      const before = await readFile(wim);
      await tool('wimlib-imagex', 'export', wim, '1', at('single.wim'));
      await tool('wimlib-imagex', 'split', wim, at('pieces.swm'), '0.0001');
      await writeFile(at('readonly.wim'), before);
      await chmod(at('readonly.wim'), 0o444);
      await mkdir(at('mount'), { recursive: true });
      const opened = (more = {}): DismCall => dism('Mount-WindowsImage', { Path: at('mount'), ImagePath: wim, Index: 1, ...more });
      const closed = dism('Dismount-WindowsImage', { Path: at('mount'), Discard: true });
      const answers = await files().rehearsal.run(removed('keep.wim', { Index: 3 }), removed('keep.wim', { Name: 'Third' }), removed('single.wim', { Index: 1 }),
        removed('pieces.swm', { Index: 1 }), removed('readonly.wim', { Index: 1 }), removed('no.wim', { Index: 1 }),
        opened(), removed('keep.wim', { Index: 2 }), closed, opened({ ReadOnly: true }), removed('keep.wim', { Index: 2 }), closed);
      expect(codes(answers)).to.deep.equal(['0xc0040005', '0xc0040006', '0x80070005', '0x80070032', '0x80070005', '0x80070002',
        undefined, '0x80070020', undefined, undefined, '0x80070020', undefined]);
      expect(before.equals(await readFile(wim))).to.equal(true);
    });
  });

  describe('Split-WindowsImage', () => {
    let source: string;
    before(async () => {
      const noise = at('noise');
      await mkdir(noise);
      await writeFile(join(noise, 'small.txt'), 'small\n');
      for (const name of ['a', 'b', 'c']) await tool('dd', 'if=/dev/urandom', `of=${join(noise, name)}`, 'bs=1k', 'count=800', 'status=none');
      source = at('large.wim');
      await tool('wimlib-imagex', 'capture', noise, source, 'Large', 'Of noise', '--compress=none', '--no-acls', '--boot');
    });
    const split = (to: string, more = {}): DismCall => dism('Split-WindowsImage', { ImagePath: source, SplitImagePath: at(to), FileSize: 1, ...more });
    const parts = async (stem: string): Promise<string[]> => (await readdir(files().at())).filter((name) => name.startsWith(stem)).sort();

    it('Split-WindowsImage -SplitImagePath: names the parts, which carry the mark and make up the image', async () => {
      const [answer] = await files().rehearsal.must(split('install.swm'));
      expect(answer?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.OfflineImageObject', ImagePath: source });
      expect(await parts('install')).to.deep.equal(['install.swm', 'install2.swm', 'install3.swm']);
      expect(await info(at('install.swm'))).to.contain('Part Number: 1/3').and.contain('Name: Large').and.contain('Description: Of noise');
      for (const part of await parts('install')) expect(await xml(at(part))).to.contain('<REHEARSAL>1</REHEARSAL>');
      await tool('wimlib-imagex', 'join', at('joined.wim'), ...(await parts('install')).map((part) => at(part)));
      expect(await paths(at('joined.wim'))).to.deep.equal(await paths(source));
      await tool('wimlib-imagex', 'verify', at('joined.wim'));
      expect(await xml(source)).to.not.contain('REHEARSAL');
    });

    it('splits a WIM of the rehearsal as it is', async () => {
      await files().rehearsal.must(files().made('marked.wim', { CapturePath: at('noise') }), dism('Split-WindowsImage', { ImagePath: at('marked.wim'), SplitImagePath: at('as-is.swm'), FileSize: 2 }));
      expect(await parts('as-is')).to.deep.equal(['as-is.swm', 'as-is2.swm']);
      expect(await xml(at('as-is2.swm'))).to.contain('<REHEARSAL>1</REHEARSAL>');
    });

    it('Split-WindowsImage -FileSize: is in MiB and not zero; the largest number is one part', async () => {
      const answers = await files().rehearsal.run(split('two.swm', { FileSize: 2 }), split('zero.swm', { FileSize: 0 }), split('whole.swm', { FileSize: '18446744073709551615' }));
      expect(codes(answers)).to.deep.equal([undefined, '0x80070057', undefined]);
      expect(await parts('two')).to.deep.equal(['two.swm', 'two2.swm']);
      expect(await parts('whole.swm')).to.deep.equal(['whole.swm']);
    });

    it('Split-WindowsImage -CheckIntegrity: refuses damage, and writes a table into each part', async () => {
      await files().rehearsal.must(split('tabled.swm', { CheckIntegrity: true }));
      for (const part of await parts('tabled')) expect(await info(at(part))).to.match(/Attributes: .*Integrity/u);
      const wim = await files().pair('cracked.wim', '--check');
      await damage(wim, 'only in First');
      const [answer] = await files().rehearsal.run(dism('Split-WindowsImage', { ImagePath: wim, SplitImagePath: at('cracked.swm'), FileSize: 1, CheckIntegrity: true }));
      expect(answer?.error?.hresult).to.equal('0x80070570');
      expect(await parts('cracked')).to.deep.equal(['cracked.wim']);
    });

    it('Split-WindowsImage -ScratchDirectory: is where the copy with the mark is made, and empty afterwards', async () => {
      await mkdir(at('scratch'));
      await files().rehearsal.must(split('scratched.swm', { ScratchDirectory: at('scratch'), LogPath: at('scratch.log'), LogLevel: 'Debug' }));
      expect(await read(at('scratch.log'))).to.contain(`"${at('scratch')}/dism-`);
      expect(await readdir(at('scratch'))).to.deep.equal([]);
    });

    it('fails with the codes of DISM: ESD, split already, first part there, no folder, no WIM', async () => {
      await tool('wimlib-imagex', 'capture', at('tree'), at('solid.esd'), 'Solid', '--solid', '--no-acls');
      await tool('wimlib-imagex', 'split', source, at('done.swm'), '1');
      await writeFile(at('taken.swm'), 'in the way');
      await writeFile(at('text'), 'no WIM at all');
      const answers = await files().rehearsal.run(split('x.swm', { ImagePath: at('solid.esd') }), split('x.swm', { ImagePath: at('done.swm') }), split('taken.swm'),
        split('missing/x.swm'), split('x.swm', { ImagePath: at('text') }), split('x.swm', { ImagePath: at('missing') }));
      expect(codes(answers)).to.deep.equal(['0x80070032', '0x80070032', '0x80070050', '0x80070003', '0x8007000b', '0x80070002']);
      expect(await read(at('taken.swm'))).to.equal('in the way');
      expect(await parts('x')).to.deep.equal([]);
    });
  });
});
