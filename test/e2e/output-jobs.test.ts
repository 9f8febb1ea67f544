import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { exportImages, makeIso, splitImage } from '../../src/index.js';
import type { RunEvent } from '../../src/index.js';
import { failureOf } from '../support/failure.js';
import { sevenZipFile, torito } from '../support/iso-files.js';
import { LabSuite, recorder } from '../support/lab-suite.js';
import { treeDigests, wimInfo, wimTool, wimVerify } from '../support/outside-tools.js';

const backend = 'rehearsal';

describe('iso, export and split by themselves', () => {
  const lab = new LabSuite({ editions: ['Core'], megabytes: 2 });
  const wim = (): string => lab.at('media/sources/install.wim');
  const at = (...path: string[]): string => join(lab.root, 'jobs', ...path);
  const types = (events: readonly RunEvent[]): string[] => [...new Set(events.map((event) => event.type))];

  it('iso: media that was made elsewhere, compared file by file, replaced with force only', async () => {
    const { events, onEvent } = recorder();
    const request = { media: lab.media, output: at('windows.iso'), isoLabel: 'OWN' };
    const result = await makeIso(request, { onEvent });
    expect(result).to.include({ label: 'OWN', rehearsed: true });
    expect(result.checks.map(({ id, ok }) => `${id} ${ok}`)).to.deep.equal(['iso-files true', 'iso-boot true', 'iso-label true']);
    expect(types(events)).to.include.members(['phase', 'step-started', 'step-progress', 'step-finished', 'check']);
    expect(torito(request.output).map(({ platform }) => platform)).to.deep.equal(['BIOS', 'UEFI']);
    expect(sevenZipFile(request.output, 'udf', 'sources/install.wim').equals(readFileSync(wim()))).to.equal(true);
    expect(await failureOf(() => makeIso(request))).to.include({ code: 'output-exists', exitCode: 3 });
    // As a job leaves it that was killed.
    mkdirSync(at('.windows.iso.0123456789ab.tmp'));
    writeFileSync(at('.windows.iso.0123456789ab.tmp', 'windows.iso'), 'half');
    await makeIso({ ...request, isoBoot: 'noprompt', force: true });
    expect(torito(request.output)[1]?.file).to.equal('/efi/microsoft/boot/efisys_noprompt.bin');
    expect(readdirSync(at())).to.deep.equal(['windows.iso']);
  });

  it('iso: refuses media without its boot files, and a label that is too long, and leaves nothing', async () => {
    const media = at('bare');
    cpSync(lab.media, media, { recursive: true });
    rmSync(join(media, 'boot/etfsboot.com'));
    const error = await failureOf(() => makeIso({ media, output: at('bare.iso') }));
    expect(error).to.include({ code: 'media-invalid', exitCode: 3 });
    expect(error.message).to.contain('boot/etfsboot.com');
    expect(await failureOf(() => makeIso({ media, output: join(media, 'sources/inside.iso') }))).to.include({ code: 'usage' });
    expect(await failureOf(() => makeIso({ media, output: at('bare.iso'), isoLabel: 'L'.repeat(33) }))).to.include({ code: 'usage', exitCode: 2 });
    rmSync(media, { recursive: true });
    expect(readdirSync(at())).to.deep.equal(['windows.iso']);
  });

  it('export: an image out of an ISO file into an ESD, the same file for file', async () => {
    const result = await exportImages({ source: at('windows.iso'), output: at('core.esd'), edition: ['Core'], backend });
    expect(result).to.include({ form: 'esd', compression: 'lzms', rehearsed: true });
    expect(result.images).to.deep.equal([{ index: 1, name: 'Windows 10 Home', sourceIndex: 1 }]);
    expect(result.checks.every((check) => check.ok)).to.equal(true);
    await wimVerify(at('core.esd'));
    expect(await wimInfo(at('core.esd'))).to.include({ 'Image Count': '1', 'Compression': 'LZMS', 'Version': '3584' });
  });

  it('split: parts that wimlib joins to the same images, and a part that is missing is named', async () => {
    const before = treeDigests(lab.media);
    const { events, onEvent } = recorder();
    const result = await splitImage({ source: wim(), output: at('parts/install.swm'), splitSize: 1, backend }, { onEvent });
    expect(result.files.map(({ path }) => path)).to.deep.equal(readdirSync(at('parts')).sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).map((name) => at('parts', name)));
    expect(result.files.length).to.be.greaterThan(1);
    await wimTool('join', at('joined.wim'), ...result.files.map(({ path }) => path), '--check');
    await wimVerify(at('joined.wim'));
    expect(types(events)).to.include.members(['session-opened', 'step-progress']);
    expect(treeDigests(lab.media)).to.deep.equal(before);
    expect(await failureOf(() => splitImage({ source: wim(), output: at('parts/INSTALL.swm'), backend }))).to.include({ code: 'output-exists' });
    rmSync(result.files[1]?.path ?? '');
    const error = await failureOf(() => exportImages({ source: at('parts/install.swm'), output: at('again.wim'), backend }));
    expect(error).to.include({ code: 'media-invalid' });
    expect(error.message).to.contain('install2.swm');
  });

  it('split with force: no part of the earlier set stays', async () => {
    const result = await splitImage({ source: wim(), output: at('parts/install.swm'), splitSize: 100, force: true, backend });
    expect(result.files).to.have.length(1);
    expect(readdirSync(at('parts'))).to.deep.equal(['install.swm']);
  });

  it('refuse before a session starts what cannot be', async () => {
    const refused: [() => Promise<unknown>, string, RegExp][] = [
      [() => exportImages({ source: wim(), output: at('x.esd'), compression: 'max', backend }), 'usage', /--compression max does not go with form esd/u],
      [() => exportImages({ source: wim(), output: at('x.wim'), index: [7], backend }), 'usage', /has no image 7/u],
      [() => exportImages({ source: wim(), output: at('x.wim'), splitSize: 9, backend }), 'usage', /only swm has parts/u],
      [() => splitImage({ source: wim(), output: at('x.wim'), backend }), 'usage', /called \.swm/u],
      [() => splitImage({ source: at('core.esd'), output: at('x.swm'), backend }), 'media-unsupported', /an ESD, which DISM does not split/u],
      [() => splitImage({ source: at('none.wim'), output: at('x.swm'), backend }), 'media-not-found', /none\.wim/u],
      [() => splitImage({ source: wim(), output: at('x.swm'), splitSize: 0, backend }), 'usage', /not valid/u],
    ];
    for (const [work, code, message] of refused) {
      const error = await failureOf(work);
      expect(error.code, error.message).to.equal(code);
      expect(error.message).to.match(message);
    }
    expect(readdirSync(at()).filter((name) => name.includes('x.'))).to.deep.equal([]);
  });

  it('are cancelled with nothing left', async () => {
    const abort = new AbortController();
    const error = await failureOf(() => exportImages({ source: wim(), output: at('late.wim'), backend }, {
      signal: abort.signal, onEvent: (event) => { if (event.type === 'session-opened') abort.abort(); },
    }));
    expect(error).to.include({ code: 'cancelled', exitCode: 130 });
    expect(readdirSync(at()).filter((name) => name.includes('late'))).to.deep.equal([]);
  });

  it('keep what was there when the new one fails', async () => {
    const damaged = at('damaged.wim');
    cpSync(wim(), damaged);
    const bytes = readFileSync(damaged);
    writeFileSync(damaged, bytes.fill(0, bytes.length / 2, bytes.length / 2 + 4000));
    writeFileSync(at('kept.esd'), 'earlier');
    const error = await failureOf(() => exportImages({ source: damaged, output: at('kept.esd'), force: true, backend }));
    expect(['servicing', 'wim-invalid', 'verification']).to.include(error.code);
    expect(readFileSync(at('kept.esd'), 'utf8')).to.equal('earlier');
    expect(existsSync(at('.kept.esd'))).to.equal(false);
  });
});
