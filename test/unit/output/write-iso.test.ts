import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { sha256File } from '../../../src/files/hash.js';
import { genisoimage } from '../../../src/output/genisoimage.js';
import { IsoImage } from '../../../src/media/iso/iso-image.js';
import type { IsoJob, IsoWriter } from '../../../src/output/iso-writer.js';
import { writeIso } from '../../../src/output/write-iso.js';
import { xorriso } from '../../../src/output/xorriso.js';
import type { Check } from '../../../src/schema/result.js';
import { checkIso } from '../../../src/verify/check-iso.js';
import { isoBootChecks } from '../../../src/verify/examine/iso-boot-check.js';
import { failureOf } from '../../support/failure.js';
import { sevenZipFile, sevenZipListing, torito } from '../../support/iso-files.js';
import { describePosix } from '../../support/posix.js';
import { temporaryFolder } from '../../support/temp.js';
import { noise, writeTree, type Tree } from '../media/wim-support.js';

const bios = 'boot/etfsboot.com';
const efi = 'efi/microsoft/boot/efisys.bin';
const files: Tree = {
  'setup.exe': 'MZ', 'empty.txt': '', [bios]: noise(4096, 'bios'), [efi]: noise(1_474_560, 'efi'), 'sources/install.wim': noise(200_000),
  'sources/de-de/Ümläute = 日本.txt': 'names', 'sources/a (1)/b, c+d/e.mui': 'more',
};
const writers: Readonly<Record<string, IsoWriter>> = { genisoimage: genisoimage('/usr/bin/genisoimage'), xorriso: xorriso('/usr/bin/xorriso') };
const signal = new AbortController().signal;

describePosix('writing ISO files', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);
  const job = (fields: Partial<IsoJob> = {}): IsoJob => ({ root: at('the = media'), label: 'CCCOMA_X64FRE_EN-US_DV9', bios, efi, output: at('out.iso'), ...fields });
  const failed = (checks: readonly Check[]): string[] => checks.filter((check) => !check.ok).map((check) => check.id);
  before(() => { writeTree(at('the = media'), files); });

  for (const [name, writer] of Object.entries(writers)) {
    describe(`by ${name}`, () => {
      const output = (): string => at(`${name}.iso`);
      before(async () => { await writeIso(writer, job({ output: output() })); });

      it('gives 7-Zip every file with its name and bytes', () => {
        const type = writer.hasUdf ? 'udf' : 'iso';
        expect([...sevenZipListing(output(), type).keys()].filter((path) => !path.startsWith('[BOOT]')).sort()).to.deep.equal(Object.keys(files).sort());
        for (const [path, content] of Object.entries(files)) expect(sevenZipFile(output(), type, path).equals(Buffer.from(content)), path).to.equal(true);
      });

      it('gives xorriso both boot entries, which point at the bytes of the boot files', () => {
        const entries = torito(output());
        expect(entries.map(({ platform, facts }) => [platform, ...facts.slice(0, 3)])).to.deep.equal([['BIOS', 'y', 'none', '8'], ['UEFI', 'y', 'none', '2880']]);
        const bytes = readFileSync(output());
        for (const [number, file] of [bios, efi].entries()) {
          const start = Number(entries[number]?.facts[3]) * 2048;
          const wanted = Buffer.from(files[file] ?? '');
          expect(bytes.subarray(start, start + wanted.length).equals(wanted), file).to.equal(true);
        }
      });

      it('can be started from by any examination, and not where an entry is lacking', async () => {
        const image = await IsoImage.open(output());
        expect(await isoBootChecks(image, 'x64')).to.deep.equal([{ id: 'boot-entries', title: 'The ISO file can be started from', ok: true, evidence: `BIOS: ${bios}; UEFI: ${efi}` }]);
        await image.close();
        await writeIso(writer, job({ bios: undefined, output: at('uefi.iso') }));
        const other = await IsoImage.open(at('uefi.iso'));
        expect((await isoBootChecks(other, 'x64'))[0]).to.include({ ok: false, evidence: `BIOS: no entry; UEFI: ${efi}` });
        expect((await isoBootChecks(other, 'arm64'))[0]).to.include({ ok: true });
        await other.close();
      });

      it('passes the checks', async () => {
        expect(failed(await checkIso({ ...job(), path: output() }, at('the = media'), { signal }))).to.deep.equal([]);
      });
    });
  }

  it('has the entry for UEFI alone where there is no BIOS', async () => {
    for (const writer of Object.values(writers)) {
      await writeIso(writer, job({ bios: undefined }));
      expect(torito(at('out.iso')).map(({ platform }) => platform)).to.deep.equal(['UEFI']);
      expect(failed(await checkIso({ ...job({ bios: undefined }), path: at('out.iso') }, at('the = media'), { signal }))).to.deep.equal([]);
    }
  });

  it('puts parts in the place of a file that is too large for xorriso', async () => {
    mkdirSync(at('parts'), { recursive: true });
    const by = ['install.swm', 'install2.swm'].map((name) => at(`parts/${name}`));
    for (const part of by) writeFileSync(part, noise(1000, part));
    const instead = { file: 'sources/install.wim', by };
    await writeIso(writers['xorriso'] as IsoWriter, job({ instead }));
    expect([...sevenZipListing(at('out.iso'), 'iso').keys()].filter((path) => path.includes('install'))).to.have.members(['sources/install.swm', 'sources/install2.swm']);
    expect(failed(await checkIso({ ...job(), path: at('out.iso'), instead }, at('the = media'), { signal }))).to.deep.equal([]);
    expect(failed(await checkIso({ ...job(), path: at('out.iso') }, at('the = media'), { signal }))).to.deep.equal(['iso-files']);
  });

  it('is checked: a byte, a file too many or too few, a boot file, a label, an end cut off', async () => {
    const iso = at('checked.iso');
    await writeIso(writers['genisoimage'] as IsoWriter, job({ output: iso }));
    const spoiled = at('spoiled');
    const check = async (over: Partial<IsoJob> = {}): Promise<string[]> => failed(await checkIso({ ...job(over), path: iso }, spoiled, { signal }));
    writeTree(spoiled, { ...files, 'sources/a (1)/b, c+d/e.mui': 'MORE' });
    expect(await check()).to.deep.equal(['iso-files']);
    writeTree(spoiled, { ...files, 'added.txt': 'x' });
    expect(await check()).to.deep.equal(['iso-files']);
    rmSync(join(spoiled, 'added.txt'));
    expect(await check()).to.deep.equal([]);
    expect(await check({ label: 'OTHER' })).to.deep.equal(['iso-label']);
    expect(await check({ bios: undefined })).to.deep.equal(['iso-boot']);
    expect(await check({ efi: 'sources/install.wim' })).to.deep.equal(['iso-boot']);
    truncateSync(iso, 1_000_000);
    expect(await check()).to.deep.equal(['iso-files']);
  });

  describe('that fails', () => {
    /** A program that writes a piece, says something and ends. */
    const program = (name: string, says: string, ends = 'exit 1'): IsoWriter => {
      writeFileSync(at(name), `#!/bin/sh\nfor last; do :; done\nwhile [ "$1" != -o ]; do shift; done\nprintf half > "$2"\nprintf '%s\\n' '${says}' >&2\n${ends}\n`);
      chmodSync(at(name), 0o755);
      return genisoimage(at(name));
    };
    const end = async (writer: IsoWriter, fields: Partial<IsoJob> = {}) => failureOf(() => writeIso(writer, job({ output: at('half.iso'), ...fields })));

    it('says what the program said, and leaves nothing', async () => {
      const error = await end(program('broken', 'genisoimage: Input/output error. Cannot read from sources/install.wim'));
      expect(error).to.include({ code: 'servicing', exitCode: 4 });
      expect(error.details.join()).to.contain('Cannot read from sources/install.wim');
      expect(error.advice).to.contain('cannot be read');
      expect(existsSync(at('half.iso'))).to.equal(false);
    });

    it('says that the disk is full', async () => {
      const error = await end(program('full', 'genisoimage: No space left on device. cannot fwrite 32768*1'));
      expect(error).to.include({ code: 'disk-space', exitCode: 3 });
      expect(existsSync(at('half.iso'))).to.equal(false);
    });

    it('names what the real programs cannot find', async () => {
      for (const writer of Object.values(writers)) expect((await end(writer, { efi: 'efi/none.bin' })).details.join(' '), writer.name).to.contain('none.bin');
    });

    it('is cancelled with nothing left', async () => {
      const abort = new AbortController();
      const writer = { ...program('slow', ' 1.00% done', 'exec sleep 60'), percentIn: () => { abort.abort(); return 1; } };
      const error = await failureOf(() => writeIso(writer, job({ output: at('half.iso') }), { signal: abort.signal }));
      expect(error.code).to.equal('cancelled');
      expect(existsSync(at('half.iso'))).to.equal(false);
    });
  });

  it('leaves the media as it was', async () => {
    for (const [path, content] of Object.entries(files)) {
      writeFileSync(at('one'), content);
      expect(await sha256File(at(`the = media/${path}`)), path).to.equal(await sha256File(at('one')));
    }
  });
});
