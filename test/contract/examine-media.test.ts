import { appendFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { examineMedia } from '../../src/verify/examine/examine-media.js';
import type { Examination } from '../../src/verify/examine/examine-media.js';
import { LabSuite } from '../support/lab-suite.js';

describe('examining media that anybody made', () => {
  const lab = new LabSuite({ megabytes: 0 });
  let copies = 0;

  /** A copy of the lab media with something spoiled, examined. */
  async function spoiled(spoil: (media: string) => Promise<unknown> | void): Promise<Examination> {
    copies += 1;
    const media = join(lab.root, `copy${copies}`);
    cpSync(lab.media, media, { recursive: true, preserveTimestamps: true });
    await spoil(media);
    return examineMedia(media);
  }

  const failed = (found: Examination): string[] => found.checks.filter((check) => !check.ok).map((check) => check.id);
  const unfit = (found: Examination): string[] => found.verdicts.filter((verdict) => !verdict.ok).map((verdict) => verdict.use);

  /** Puts a file into an image with other people's tool. */
  async function put(media: string, wim: string, index: number, path: string): Promise<void> {
    const file = join(lab.root, 'put');
    writeFileSync(file, 'x');
    await execa('wimlib-imagex', ['update', join(media, 'sources', wim), String(index), `--command=add '${file}' '${path}'`]);
  }

  it('finds nothing wrong with media as it comes', async () => {
    const found = await spoiled(() => undefined);
    expect(failed(found)).to.deep.equal([]);
    expect(found.verdicts.map((verdict) => verdict.use)).to.deep.equal(['boot', 'upgrade', 'deployment', 'recovery']);
    expect(unfit(found)).to.deep.equal([]);
    expect(found.media.install.images).to.have.lengthOf(2);
  });

  it('another setup.exe than that of the Setup image: neither boot nor upgrade', async () => {
    const found = await spoiled((media) => { appendFileSync(join(media, 'sources', 'setup.exe'), 'x'); });
    expect(failed(found)).to.deep.equal(['setup-sources/setup.exe']);
    expect(unfit(found)).to.deep.equal(['boot', 'upgrade']);
    expect(found.verdicts[0]?.reasons.join()).to.match(/setup\.exe is the same.*media [0-9a-f]{40}, Setup image [0-9a-f]{40}/u);
  });

  it('a boot loader missing: it does not start', async () => {
    const found = await spoiled((media) => { rmSync(join(media, 'efi', 'boot', 'bootx64.efi')); });
    expect(failed(found)).to.deep.equal(['media-boot-files']);
    expect(unfit(found)).to.deep.equal(['boot', 'deployment']);
  });

  it('pending work: allowed in an edition, fatal in WinPE', async () => {
    const install = await spoiled((media) => put(media, 'install.wim', 1, '/Windows/WinSxS/pending.xml'));
    expect(failed(install)).to.deep.equal([]);
    expect(install.checks.find((check) => check.id === 'pending-install:1')?.evidence).to.include('first start');
    const boot = await spoiled((media) => put(media, 'boot.wim', 1, '/Windows/WinSxS/pending.xml'));
    expect(failed(boot)).to.deep.equal(['pending-boot:1']);
    expect(unfit(boot)).to.deep.equal(['deployment']);
  });

  it('another WinRE in one edition, which moreover is none: no recovery', async () => {
    const found = await spoiled((media) => put(media, 'install.wim', 2, '/Windows/System32/Recovery/winre.wim')).then(() => undefined, (error: unknown) => error);
    expect(found).to.include({ code: 'wim-invalid' });
  });

  it('another WinRE in one edition: no recovery', async () => {
    const other = await spoiled(async (media) => {
      const folder = join(lab.root, 'winre');
      mkdirSync(folder);
      const wim = join(media, 'sources', 'install.wim');
      await execa('wimlib-imagex', ['extract', wim, '1', '/Windows/System32/Recovery/winre.wim', `--dest-dir=${folder}`, '--no-acls']);
      await execa('wimlib-imagex', ['info', join(folder, 'winre.wim'), '1', '--image-property', 'NAME=Another']);
      await execa('wimlib-imagex', ['update', wim, '2', `--command=add '${join(folder, 'winre.wim')}' '/Windows/System32/Recovery/winre.wim'`]);
    });
    expect(failed(other)).to.deep.equal(['winre-same']);
    expect(unfit(other)).to.deep.equal(['recovery']);
  });
});
