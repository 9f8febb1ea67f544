import { mkdir, readFile, readdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { codes, damage, imageFiles, read, text } from '../support/image-files.js';
import { installWim, tool } from '../support/rehearsal-fixtures.js';
import { dism, type DismCall } from '../support/rehearsal-run.js';

describe('rehearsal: images applied, listed, joined', () => {
  const files = imageFiles();
  const at = (...path: string[]): string => files().at(...path);

  describe('Expand-WindowsImage', () => {
    let wim: string;
    let count = 0;
    before(async () => {
      wim = await files().pair('expand.wim');
    });
    async function target(): Promise<string> {
      count += 1;
      await mkdir(at(`target${count}`));
      return at(`target${count}`);
    }
    const expanded = (to: string, more: Record<string, unknown> = { Index: 1 }): DismCall => dism('Expand-WindowsImage', { ImagePath: wim, ApplyPath: to, ...more });

    it('Expand-WindowsImage -Index: writes the files of one image over what is there', async () => {
      const to = await target();
      await writeFile(join(to, 'own.txt'), 'before');
      await writeFile(join(to, 'other.txt'), 'stays');
      const [answer] = await files().rehearsal.must(expanded(to, { Index: 2 }));
      expect(answer?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.OfflineImageObject', ImagePath: wim });
      expect(answer?.progress.at(-1)).to.include({ percent: 100, type: 'Completed' });
      expect((await readdir(to)).sort()).to.deep.equal(['Docs', 'link', 'nothing', 'other.txt', 'own.txt']);
      expect(await read(join(to, 'own.txt'))).to.equal('only in Second\n');
      expect(await readdir(join(to, 'Docs', 'empty'))).to.deep.equal([]);
      expect((await stat(join(to, 'Docs', 'one.txt'))).mtimeMs).to.be.closeTo((await stat(join(files().tree, 'Docs', 'one.txt'))).mtimeMs, 1);
    });

    it('Expand-WindowsImage -Name: chooses in any case', async () => {
      const to = await target();
      await files().rehearsal.must(expanded(to, { Name: 'first' }));
      expect(await read(join(to, 'own.txt'))).to.equal('only in First\n');
    });

    it('Expand-WindowsImage -SplitImageFilePattern: finds the further parts, in any case and whatever else is there', async () => {
      const odd = at('odd [1]');
      await mkdir(odd);
      await tool('wimlib-imagex', 'split', wim, join(odd, 'part.swm'), '0.0001');
      await writeFile(join(odd, 'partial.swm'), await readFile(wim));
      const [one, two, three] = [await target(), await target(), await target()] as [string, string, string];
      const first = { ImagePath: join(odd, 'part.swm'), Index: 1 };
      const answers = await files().rehearsal.run(expanded(one, { ...first, SplitImageFilePattern: join(odd, 'PART*.swm') }), expanded(two, first),
        expanded(two, { ...first, SplitImageFilePattern: join(odd, 'part?.SWX') }), expanded(two, { ...first, SplitImageFilePattern: at('missing', '*.swm') }),
        expanded(two, { Index: 1, ImagePath: join(odd, 'part2.swm'), SplitImageFilePattern: join(odd, 'part*.swm') }));
      expect(codes(answers)).to.deep.equal([undefined, '0x80070002', '0x80070002', '0x80070003', '0x80070057']);
      expect(await read(join(one, 'own.txt'))).to.equal('only in First\n');
      expect(await readdir(two)).to.deep.equal([]);
      await rm(join(odd, 'part2.swm'));
      expect(codes(await files().rehearsal.run(expanded(three, { ...first, SplitImageFilePattern: join(odd, 'part*.swm') })))).to.deep.equal(['0x80070002']);
    });

    it('Expand-WindowsImage -CheckIntegrity: refuses a damaged WIM before a file is written', async () => {
      const bad = await files().pair('broken.wim', '--check');
      await damage(bad, 'only in First');
      const [one, two] = [await target(), await target()] as [string, string];
      const answers = await files().rehearsal.run(expanded(one, { ImagePath: bad, Index: 2, CheckIntegrity: true }), expanded(two, { ImagePath: bad, Index: 2 }));
      expect(codes(answers)).to.deep.equal(['0x80070570', undefined]);
      expect(await readdir(one)).to.deep.equal([]);
      expect(await read(join(two, 'own.txt'))).to.equal('only in Second\n');
    });

    it('Expand-WindowsImage -Verify: reads every file again', async () => {
      const [one, two] = [await target(), await target()] as [string, string];
      await files().rehearsal.must(expanded(one, { Index: 1, Verify: true, LogPath: at('verify.log') }), expanded(two, { Index: 1, LogPath: at('no-verify.log') }));
      expect(await read(at('verify.log'))).to.contain(`Verify: 4 files in ${one}`);
      expect(await read(at('no-verify.log'))).to.not.contain('Verify');
    });

    it('Expand-WindowsImage -NoRpFix: leaves absolute links as they are stored', async () => {
      const [one, two] = [await target(), await target()] as [string, string];
      const source = at('rpfix.wim');
      await tool('wimlib-imagex', 'capture', files().tree, source, 'Links', '--rpfix', '--no-acls');
      await files().rehearsal.must(expanded(one, { ImagePath: source, Index: 1 }), expanded(two, { ImagePath: source, Index: 1, NoRpFix: true }));
      expect(await readlink(join(one, 'link'))).to.equal(join(one, 'Docs'));
      expect(await readlink(join(two, 'link'))).to.not.equal(join(two, 'Docs'));
    });

    it('applies an ESD; the folder can then be serviced', async () => {
      const to = await target();
      await tool('wimlib-imagex', 'export', await installWim(files().at(), 'solid-source'), '1', at('install.esd'), '--solid');
      const [, answer] = await files().rehearsal.must(expanded(to, { ImagePath: at('install.esd'), Index: 1 }), dism('Get-WindowsPackage', { Path: to }));
      expect(answer?.output).to.have.length.above(0);
    });

    it('fails with the codes of DISM', async () => {
      const to = await target();
      const cases: [Record<string, unknown>, string][] = [
        [{ Index: 3 }, '0xc0040005'], [{ Name: 'Third' }, '0xc0040006'], [{ Index: 1, ApplyPath: at('missing') }, '0x80070003'],
        [{ Index: 1, ImagePath: at('missing') }, '0x80070002'],
      ];
      expect(codes(await files().rehearsal.run(...cases.map(([more]) => expanded(to, more))))).to.deep.equal(cases.map(([, code]) => code));
      expect(await readdir(to)).to.deep.equal([]);
    });
  });

  describe('Get-WindowsImageContent', () => {
    const content = (more: Record<string, unknown>): DismCall => dism('Get-WindowsImageContent', { ImagePath: at('content.wim'), ...more });
    before(() => files().pair('content.wim'));

    it('Get-WindowsImageContent -Index: lists one image as text, folders with a backslash at the end', async () => {
      const [byIndex, byName] = await files().rehearsal.must(content({ Index: 2 }), content({ Name: 'second' }));
      expect(byIndex?.output).to.deep.equal(['\\', '\\Docs\\', '\\Docs\\empty\\', '\\Docs\\one.txt', '\\Docs\\Two.TMP', '\\link\\', '\\nothing', '\\own.txt']);
      expect(byName?.output).to.deep.equal(byIndex?.output);
    });

    it('Get-WindowsImageContent -Name: chooses in any case', async () => {
      const [answer] = await files().rehearsal.must(content({ Name: 'FIRST' }));
      expect(answer?.output).to.include('\\own.txt').and.to.have.length(8);
    });

    it('lists a split WIM by its first part, and an ESD', async () => {
      await tool('wimlib-imagex', 'split', at('content.wim'), at('content.swm'), '0.0001');
      await tool('wimlib-imagex', 'export', at('content.wim'), '1', at('content.esd'), '--solid');
      const answers = await files().rehearsal.must(content({ ImagePath: at('content.swm'), Index: 1 }), content({ ImagePath: at('content.esd'), Index: 1 }));
      for (const answer of answers) expect(answer.output).to.include('\\own.txt');
    });

    it('fails with the codes of DISM', async () => {
      const answers = await files().rehearsal.run(content({ Index: 9 }), content({ Name: 'x' }), content({ ImagePath: at('missing'), Index: 1 }), content({ ImagePath: join(files().tree, 'Docs/one.txt'), Index: 1 }));
      expect(codes(answers)).to.deep.equal(['0xc0040005', '0xc0040006', '0x80070002', '0x8007000b']);
      expect(answers.flatMap((answer) => answer.output)).to.deep.equal([]);
    });
  });

  describe('Export-WindowsImage', () => {
    it('Export-WindowsImage -SplitImageFilePattern: joins a split WIM', async () => {
      await tool('wimlib-imagex', 'split', await files().pair('export.wim'), at('export.swm'), '0.0001');
      const joined = (more: Record<string, unknown>): DismCall =>
        dism('Export-WindowsImage', { SourceImagePath: at('export.swm'), SourceIndex: 2, DestinationImagePath: at('exported.wim'), ...more });
      const answers = await files().rehearsal.run(joined({}), joined({ SplitImageFilePattern: at('EXPORT*.swm') }));
      expect(codes(answers)).to.deep.equal(['0x80070002', undefined]);
      expect(await text(at('exported.wim'), '/own.txt')).to.equal('only in Second');
    });
  });

  describe('Optimize-WindowsImage', () => {
    it('Optimize-WindowsImage -OptimizationTarget: takes only WIMBoot, which the rehearsal cannot, after the usual checks', async () => {
      const windows = at('optimize');
      await tool('wimlib-imagex', 'apply', await installWim(files().at(), 'optimize-source'), '1', windows);
      const optimized = (more: Record<string, unknown>): DismCall => dism('Optimize-WindowsImage', { Path: windows, OptimizationTarget: 'WIMBoot', ...more });
      const answers = await files().rehearsal.run(optimized({}), optimized({ Path: at('missing') }), optimized({ Path: files().tree }), optimized({ SystemDrive: 'D:' }),
        optimized({ WindowsDirectory: 'Win' }), optimized({ OptimizationTarget: 'Disk' }));
      expect(codes(answers).slice(0, 5)).to.deep.equal(['0x80070032', '0x80070003', '0x80070002', '0x80070032', '0x80070032']);
      expect(answers[5]?.error?.id).to.match(/^ParameterArgumentValidationError/u);
    });
  });
});
