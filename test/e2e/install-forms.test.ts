import { expect } from 'chai';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ServicingResult } from '../../src/index.js';
import { inspectMedia } from '../../src/media/inspect-media.js';
import { checkKept } from '../../src/verify/check-kept.js';
import { failureOf } from '../support/failure.js';
import { makeIso, sevenZipFile, sevenZipListing, torito } from '../support/iso-files.js';
import { LabSuite, recorder } from '../support/lab-suite.js';
import { mountsBelow, sha1, treeDigests, wimInfo, wimTool, wimVerify } from '../support/outside-tools.js';

const pro = 'Windows 10 Pro';
const home = 'Windows 10 Home';

describe('install images as ESD and split WIM', () => {
  const lab = new LabSuite();

  /** Media of the lab whose install images are in another form. */
  async function mediaWith(form: 'esd' | 'swm'): Promise<string> {
    const root = join(lab.root, form);
    cpSync(lab.media, root, { recursive: true, preserveTimestamps: true });
    const [whole, other] = [join(root, 'sources/install.wim'), join(root, `sources/install.${form}`)];
    await (form === 'esd' ? wimTool('export', whole, 'all', other, '--solid', '--solid-compress=LZMS:15', '--check') : wimTool('split', whole, other, '0.3', '--check'));
    rmSync(whole);
    return root;
  }

  /** What wimlib says of every file of the first image, but for where its content lies in the WIM. */
  async function facts(wim: string): Promise<string[]> {
    const lines = (await wimTool('dir', wim, '1', '--detailed')).split('\n');
    return lines.filter((line) => /^(?:Full Path|Short Name|Attributes|Creation Time|Last (?:Access|Write) Time|Hash|Uncompressed size) *=/u.test(line.trim()));
  }

  const installFiles = (media: string): string[] => readdirSync(join(media, 'sources')).filter((name) => name.startsWith('install')).sort();
  const failed = (result: ServicingResult): unknown[] => result.checks.filter((check) => !check.ok);

  describe('an ESD, of which one edition is serviced and the other kept, as an ESD again and in an ISO file', () => {
    let media: string;
    let output: string;
    let original: Map<string, string>;
    let result: ServicingResult;
    before(async () => {
      media = await mediaWith('esd');
      original = treeDigests(media);
      result = await lab.service({ media, edition: ['*10 P?o'], keepOthers: true, installFormat: 'esd', outputFormat: ['media', 'iso'], isoBoot: 'noprompt', isoLabel: 'OURS-1' });
      output = result.output?.media ?? '';
    });

    it('has one ESD that wimlib finds in order, with both editions in their places', async () => {
      expect(failed(result)).to.deep.equal([]);
      expect(installFiles(output)).to.deep.equal(['install.esd']);
      const esd = join(output, 'sources/install.esd');
      await wimVerify(esd);
      expect(await wimInfo(esd)).to.include({ 'Image Count': '2', 'Compression': 'LZMS', 'Version': '3584', 'Boot Index': '0' });
      expect(await wimInfo(esd, 1)).to.include({ 'Name': home, 'Service Pack Build': '1' });
      expect(await wimInfo(esd, 2)).to.include({ 'Name': pro, 'Service Pack Build': '165' });
    });

    it('kept the other edition file for file, and says so', async () => {
      const [was, is] = await Promise.all([media, output].map((root) => facts(join(root, 'sources/install.esd'))));
      expect(is).to.deep.equal(was);
      expect(result.checks.find((check) => check.id === 'kept-install:1')?.evidence).to.contain('same metadata');
      expect(result.plan.steps.filter((step) => step.target === 'install:1').map((step) => step.do.action)).to.deep.equal(['keep-image']);
    });

    it('would notice a file too many in the edition that was kept, or another description', async () => {
      const spoiled = join(lab.root, 'spoiled');
      cpSync(output, spoiled, { recursive: true });
      const esd = join(spoiled, 'sources/install.esd');
      const input = { original: result.before, finished: spoiled, plan: result.plan, inputs: [], changedFiles: [], updates: new Map<string, string>(), scratch: lab.root, signal: new AbortController().signal };
      await wimTool('update', esd, '1', '--command', `add ${join(media, 'setup.exe')} /Windows/stranger.exe`);
      await wimTool('info', esd, '1', '--image-property=DESCRIPTION=Another');
      const [check] = await checkKept(input, await inspectMedia(spoiled));
      expect(check).to.include({ id: 'kept-install:1', ok: false });
      expect(check?.evidence).to.contain('added: Windows/stranger.exe').and.contain('description: "Another"');
    });

    it('is in an ISO file with the same bytes as the folder, which starts by BIOS and UEFI', () => {
      const iso = result.output?.iso ?? '';
      expect(iso).to.equal(join(result.output?.root ?? '', 'OURS-1.iso'));
      const inside = sevenZipListing(iso, 'udf');
      const folder = treeDigests(output);
      expect([...inside.keys()].filter((path) => !path.startsWith('[BOOT]')).sort()).to.deep.equal([...folder.keys()].sort());
      const esd = sevenZipFile(iso, 'udf', 'sources/install.esd');
      expect(esd.equals(readFileSync(join(output, 'sources/install.esd')))).to.equal(true);
      expect(torito(iso).map(({ platform, file }) => `${platform} ${file}`)).to.deep.equal(['BIOS /boot/etfsboot.com', 'UEFI /efi/microsoft/boot/efisys_noprompt.bin']);
      expect(result.checks.filter((check) => check.id.startsWith('iso-')).map(({ id, ok }) => `${id} ${ok}`)).to.deep.equal(['iso-files true', 'iso-boot true', 'iso-label true']);
    });

    it('read the original only, and left nothing mounted', () => {
      expect(treeDigests(media)).to.deep.equal(original);
      expect(mountsBelow(lab.root)).to.deep.equal([]);
    });
  });

  describe('a split WIM in an ISO file, of which one edition is kept', () => {
    let media: string;
    before(async () => { media = await mediaWith('swm'); });

    it('becomes a serviced split WIM and an ISO file with its label, and is only read', async () => {
      expect(installFiles(media)).to.have.length.greaterThan(2);
      const iso = makeIso('udf', media, join(lab.root, 'media.iso'));
      const stamp = (): string => `${sha1(iso)} ${statSync(iso).mtimeMs}`;
      const before = stamp();
      const { events, onEvent } = recorder();
      const result = await lab.service({ media: iso, edition: ['1'], keepWorkspace: true, installFormat: 'swm', splitSize: 1, outputFormat: ['iso', 'media'] }, { onEvent });
      expect(stamp()).to.equal(before);
      expect(failed(result)).to.deep.equal([]);
      expect(result.before.iso).to.include({ fileSystem: 'udf', label: 'CCCOMA_X64', size: statSync(iso).size });
      const copied = events.flatMap((event) => (event.type === 'step-progress' && event.bytes !== undefined ? [[event.step, event.bytes.done / event.bytes.total] as const] : []));
      expect(copied.filter(([step]) => step === 'media/copy').at(-1)).to.deep.equal(['media/copy', 1]);
      expect(copied.some(([step]) => step.startsWith('install:1/'))).to.equal(true);
      // What DISM needed of the ISO file has gone from the run folder, which was to be kept.
      const workspace = events.flatMap((event) => (event.type === 'run-started' ? [event.workspace] : []))[0] ?? '';
      expect(readdirSync(workspace)).to.include('journal.ndjson').and.not.include('original');
      const output = result.output?.media ?? '';
      expect(installFiles(output)).to.include.members(['install.swm', 'install2.swm']).and.not.include('install.wim');
      const wim = join(lab.root, 'joined.wim');
      await wimTool('join', wim, ...installFiles(output).map((name) => join(output, 'sources', name)), '--check');
      await wimVerify(wim);
      expect(result.output?.iso).to.match(/[\\/]CCCOMA_X64\.iso$/u);
      expect(await wimInfo(wim)).to.include({ 'Image Count': '1', 'Compression': 'LZX' });
      expect(await wimInfo(wim, 1)).to.include({ 'Name': home, 'Service Pack Build': '165' });
    });

    it('is refused when a part is missing, before anything is made', async () => {
      const output = lab.nextOutput();
      rmSync(join(media, 'sources/install2.swm'));
      const error = await failureOf(() => lab.service({ media, output }));
      expect(error).to.include({ code: 'media-invalid', exitCode: 3 });
      expect(error.message).to.contain('install2.swm');
      expect(existsSync(join(output, '..'))).to.equal(false);
    });
  });
});
