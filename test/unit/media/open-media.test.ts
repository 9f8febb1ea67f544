import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { inspectImageFile } from '../../../src/media/inspect-image-file.js';
import { inspectMedia } from '../../../src/media/inspect-media.js';
import { inspectPath } from '../../../src/media/inspect-path.js';
import { imageFileInfoSchema, mediaInfoSchema } from '../../../src/schema/media.js';
import { examinePath } from '../../../src/verify/examine/examine-images.js';
import { examineMedia } from '../../../src/verify/examine/examine-media.js';
import { failureOf } from '../../support/failure.js';
import { makeIso } from '../../support/iso-files.js';
import { describePosix } from '../../support/posix.js';
import { noise, temporaryFolder, text, wimlib, writeTree } from './wim-support.js';

const properties = ['WINDOWS/ARCH=12', 'WINDOWS/VERSION/MAJOR=10', 'WINDOWS/VERSION/MINOR=0', 'WINDOWS/VERSION/BUILD=26100', 'WINDOWS/VERSION/SPBUILD=1742']
  .map((property) => `--image-property=${property}`);

describePosix('media in every form', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);
  before(() => {
    writeTree(at('image'), { 'Windows/a.dll': noise(200_000), 'Windows/b.txt': text(20_000) });
    writeTree(at('media'), { 'setup.exe': 'MZ', 'sources/sxs/Microsoft-Windows-NetFx3-OnDemand-Package~31bf3856ad364e35~arm64~~.cab': 'cab' });
    wimlib('capture', at('image'), at('media/sources/install.wim'), 'Windows 11 Pro', '--check', ...properties);
    wimlib('append', at('image'), at('media/sources/install.wim'), 'Windows 11 Home', '--check', ...properties);
    wimlib('capture', at('image'), at('media/sources/boot.wim'), 'Setup', '--boot', ...properties);
    makeIso('udf', at('media'), at('media.iso'));
    wimlib('split', at('media/sources/install.wim'), at('install.swm'), '0.05');
    wimlib('split', at('media/sources/boot.wim'), at('other.swm'), '0.05');
  });

  it('tells of an ISO file what it tells of the folder, and how it was read', async () => {
    const [{ iso, path, stamp, ...inside }, { path: root, stamp: folderStamp, ...outside }] = await Promise.all([inspectMedia(at('media.iso')), inspectMedia(at('media'))]);
    mediaInfoSchema.parse({ iso, path, stamp, ...inside });
    expect(inside).to.deep.equal(outside);
    // Times in an ISO file are coarser, so the two need not agree.
    expect([stamp, folderStamp].map((one) => one.length)).to.deep.equal([64, 64]);
    expect(inside).to.include({ architecture: 'arm64', build: 26100, netfx3Source: 'sources/sxs' });
    expect(iso).to.include({ fileSystem: 'udf', label: 'CCCOMA_X64', size: readFileSync(at('media.iso')).length });
    expect([path, root]).to.deep.equal([at('media.iso'), at('media')]);
  });

  it('examines what is in an ISO file as it examines the folder', async () => {
    const [inside, outside] = await Promise.all([examineMedia(at('media.iso')), examineMedia(at('media'))]);
    // Only an ISO file has boot entries; this one was made without.
    expect(inside.checks.filter(({ id }) => id !== 'boot-entries')).to.deep.equal(outside.checks);
    expect(inside.checks.find((check) => check.id === 'integrity-sources/install.wim')).to.include({ ok: true });
  });

  it('examines images by themselves, without a verdict on media', async () => {
    const found = await examinePath(at('install.swm'));
    expect(found.verdicts).to.deep.equal([]);
    expect(found.checks.map(({ id }) => id)).to.include.members(['readable', 'integrity-install.swm', 'pending-install:2', 'winre-same']);
    expect(found.checks.find(({ id }) => id === 'integrity-install.swm')).to.include({ ok: true });
    const bytes = readFileSync(at('media/sources/install.wim'));
    // Within the first content, after the header.
    bytes.fill(0, 0x400, 0x500);
    writeFileSync(at('harmed.wim'), bytes);
    expect((await examinePath(at('harmed.wim'))).checks.find(({ id }) => id === 'integrity-harmed.wim')).to.include({ ok: false });
  });

  it('describes a WIM by itself, and a split one with all its parts', async () => {
    const whole = imageFileInfoSchema.parse(await inspectPath(at('media/sources/install.wim')));
    expect(whole).to.include({ architecture: 'arm64', build: 26100, fileCount: 1 });
    expect(whole.install.images.map(({ name }) => name)).to.deep.equal(['Windows 11 Pro', 'Windows 11 Home']);
    const split = imageFileInfoSchema.parse(await inspectPath(at('install.swm')));
    expect(split.install.parts).to.include.members(['install.swm', 'install2.swm']);
    expect(split.fileCount).to.equal(split.install.parts?.length);
    expect(split.install.images.map(({ identity }) => identity)).to.deep.equal(whole.install.images.map(({ identity }) => identity));
    expect((await failureOf(() => inspectImageFile(at('install2.swm')))).message).to.contain('is part 2 of a split WIM');
    expect((await failureOf(() => inspectImageFile(at('none.wim')))).code).to.equal('media-not-found');
  });

  for (const [what, name, code, words] of [
    ['a WIM where media is needed', 'media/sources/install.wim', 'media-unsupported', 'holds images alone'],
    ['another kind of file', 'media/setup.exe', 'media-unsupported', 'is neither a folder nor an ISO file'],
    ['nothing', 'none', 'media-not-found', 'There is no media at'],
    ['an ISO file of something else', 'other.iso', 'media-invalid', 'is no Windows installation media: sources/install.wim or'],
    ['an ISO file for several architectures', 'both.iso', 'media-unsupported', 'is media for several architectures (folders x86, x64)'],
    ['parts of another split WIM', 'mixed.iso', 'media-invalid', 'sources/install2.swm in'],
    ['names that differ in case only', 'cases', 'media-invalid', 'has Sources and sources, which are one name to Windows'],
  ] as const) {
    it(`refuses ${what} in words`, async () => {
      if (name === 'other.iso') makeIso('joliet', writeTree(at('other'), { 'README.TXT': 'This disc contains a "UDF" file system.' }), at(name));
      if (name === 'both.iso') makeIso('udf', writeTree(at('both'), { 'x64/sources/install.esd': 'esd', 'x86/sources/install.esd': 'esd' }), at(name));
      if (name === 'cases') writeTree(at(name), { 'Sources/install.wim': 'wim', 'sources/boot.wim': 'wim' });
      if (name === 'mixed.iso') {
        writeTree(at('mixed'), { 'sources/install.swm': readFileSync(at('install.swm')), 'sources/install2.swm': readFileSync(at('other2.swm')), 'sources/boot.wim': readFileSync(at('media/sources/boot.wim')) });
        makeIso('udf', at('mixed'), at(name));
      }
      const error = await failureOf(() => inspectMedia(at(name)));
      expect(error).to.include({ code });
      expect(error.message).to.contain(words);
    });
  }

  it('finds a damaged WIM where it lies in the ISO file', async () => {
    const bytes = readFileSync(at('media.iso'));
    const wim = bytes.indexOf(Buffer.from('MSWIM\0\0\0', 'latin1'));
    bytes.fill(0xff, wim + 0x18 + 24, wim + 0x18 + 32);
    writeFileSync(at('damaged.iso'), bytes);
    const error = await failureOf(() => inspectMedia(at('damaged.iso')));
    expect(error).to.include({ code: 'wim-invalid' });
    expect(error.message).to.match(/^sources\/(?:install|boot)\.wim in .*damaged\.iso is not a usable WIM file/u);
  });
});
