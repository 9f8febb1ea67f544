import { mkdir, mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ServicingError } from '../../../src/schema/errors.js';
import { updateScanSchema } from '../../../src/schema/update.js';
import type { UpdateInfo } from '../../../src/schema/update.js';
import { scanUpdates } from '../../../src/updates/scan-updates.js';
import { identityOf, mumText, pkgProperties, writeCab } from '../../support/update-fixtures.js';
import { describePosix } from '../../support/posix.js';

const parents = ['Microsoft-Windows-Foundation-Package 10.0.17134.1', 'Microsoft-Windows-WinPE-Package 10.0.17134.1'];
const stackManifest = 'amd64_microsoft-windows-servicingstack_31bf3856ad364e35_10.0.17134.164_none_0123456789abcdef.manifest';

const servicingStack = {
  'update.mum': mumText({ name: 'Package_for_KB4338853', version: '17134.164.1.1', identifier: 'KB4338853', parents }),
  [stackManifest]: '<assembly/>',
};
const cumulative = {
  'update.mum': mumText({
    name: 'Package_for_RollupFix', version: '17134.165.1.6', identifier: 'KB4338819', releaseType: 'Security Update',
    description: 'Fix for KB4338819 &amp; more', minimumServicingStack: '10.0.17134.164', parents,
    packages: [{ name: 'Package_1_for_KB4338819', version: '17134.165.1.6' }],
  }),
  'Package_1_for_KB4338819~31bf3856ad364e35~amd64~~17134.165.1.6.mum':
    mumText({ name: 'Package_1_for_KB4338819', version: '17134.165.1.6', parents: parents.slice(1) }),
  'amd64_component/file.dll': Buffer.alloc(200_000, 'some content of a file '),
};
const flash = {
  'update.mum': mumText({ name: 'Package_for_KB4338832', version: '10.0.1.0', identifier: 'KB4338832', parents }),
  'amd64_adobe-flash-for-windows_31bf3856ad364e35_10.0.17134.165_none_0123456789abcdef.manifest': '<assembly/>',
};

describePosix('scanUpdates', () => {
  let folder: string;
  let scratch: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scan-updates-'));
    scratch = join(folder, 'scratch');
    await mkdir(scratch);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function msu(name: string, payloads: Record<string, Record<string, string | Buffer>>, kb: string): Promise<string> {
    const members: Record<string, Buffer | string> = { 'WSUSSCAN.cab': Buffer.from('not read') };
    for (const [cab, files] of Object.entries(payloads)) {
      await mkdir(join(folder, 'tmp', kb), { recursive: true });
      await writeCab(join(folder, 'tmp', kb, cab), files);
      members[cab] = await readFile(join(folder, 'tmp', kb, cab));
    }
    members[`Windows10.0-${kb}-x64.xml`] = '<unattend/>';
    members[`Windows10.0-${kb}-x64-pkgProperties.txt`] = pkgProperties({ 'KB Article Number': kb.slice(2), 'Processor Architecture': 'amd64' });
    const path = join(folder, name);
    await writeCab(path, members, false);
    return path;
  }

  async function scanOne(path: string): Promise<UpdateInfo> {
    const scan = await scanUpdates([path], { scratch });
    expect(updateScanSchema.parse(scan)).to.deep.equal(scan);
    expect(scan.updates).to.have.length(1);
    return scan.updates[0]!;
  }

  async function failure(path: string): Promise<ServicingError> {
    const error = await scanUpdates([path], { scratch }).then(() => undefined, (reason: unknown) => reason);
    expect(error).to.be.instanceOf(ServicingError);
    return error as ServicingError;
  }

  it('tells a servicing stack update of 2018 by its component', async () => {
    const update = await scanOne(await msu('a.msu', { 'Windows10.0-KB4338853-x64.cab': servicingStack }, 'KB4338853'));
    expect(update).to.include({
      kind: 'servicingStack', kb: 'KB4338853', identity: identityOf('Package_for_KB4338853', '17134.164.1.1'),
      servicingStackVersion: '10.0.17134.164', targetBuild: 17134, architecture: 'x64', format: 'msu-cab', nameDigest: 'none',
    });
    expect(update).to.not.have.property('resultBuild');
  });

  it('reads a cumulative update with its nested packages', async () => {
    const update = await scanOne(await msu('b.msu', { 'Windows10.0-KB4338819-x64.cab': cumulative }, 'KB4338819'));
    expect(update).to.include({
      kind: 'cumulative', kb: 'KB4338819', minimumServicingStack: '10.0.17134.164', targetBuild: 17134,
      releaseType: 'Security Update', title: 'Fix for KB4338819 & more',
    });
    expect(update.resultBuild).to.deep.equal({ build: 17134, ubr: 165 });
    expect(update.packages.map(({ name, parents: of }) => [name, of])).to.deep.equal([
      ['Package_for_RollupFix', [identityOf('Microsoft-Windows-Foundation-Package', '10.0.17134.1'), identityOf('Microsoft-Windows-WinPE-Package', '10.0.17134.1')]],
      ['Package_1_for_KB4338819', [identityOf('Microsoft-Windows-WinPE-Package', '10.0.17134.1')]],
    ]);
  });

  it('calls an MSU with both a servicing stack and a cumulative package combined', async () => {
    const update = await scanOne(await msu('c.msu', {
      'SSU-17134.164-x64.cab': servicingStack, 'Windows10.0-KB4338819-x64.cab': cumulative,
    }, 'KB4338819'));
    expect(update).to.include({
      kind: 'combined', identity: identityOf('Package_for_RollupFix', '17134.165.1.6'),
      servicingStackVersion: '10.0.17134.164', minimumServicingStack: '10.0.17134.164',
    });
    expect(update.packages.map((entry) => entry.kind)).to.deep.equal(['servicingStack', 'cumulative', 'cumulative']);
  });

  it('takes the build from the parents where the version does not tell it, and reads a plain cabinet', async () => {
    const path = join(folder, 'flash.cab');
    await writeCab(path, flash);
    expect(await scanOne(path)).to.include({ kind: 'adobeFlash', kb: 'KB4338832', targetBuild: 17134, format: 'cab' });
  });

  it('knows a bundle by its content, whatever it is called', async () => {
    const path = await msu('bundle.cab', { 'Windows10.0-KB4338819-x64.cab': cumulative }, 'KB4338819');
    expect(await scanOne(path)).to.include({ kind: 'cumulative', format: 'msu-cab' });
  });

  it('searches folders and says why it leaves files out', async () => {
    const updates = join(folder, 'updates');
    await mkdir(join(updates, 'more'), { recursive: true });
    await writeCab(join(updates, 'more', 'flash.cab'), flash);
    await rm(join(updates, 'more', 'flash.cab.content'), { recursive: true });
    await writeFile(join(updates, 'copy.cab'), await readFile(join(updates, 'more', 'flash.cab')));
    await writeFile(join(updates, 'x.psf'), 'x');
    await writeFile(join(updates, 'read.me'), 'x');
    const scan = await scanUpdates([updates], { scratch });
    expect(scan.updates.map((update) => update.file)).to.deep.equal(['copy.cab']);
    expect(scan.ignored.map(({ path, reason }) => [path.slice(updates.length + 1), reason])).to.deep.equal([
      ['read.me', 'not an update file (.me)'],
      ['x.psf', 'payload of an express update; only a complete .msu can be used'],
      [join('more', 'flash.cab'), 'the same content as copy.cab'],
    ]);
  });

  it('refuses hotpatches and Defender definitions', async () => {
    await mkdir(join(folder, 'u'));
    await writeCab(join(folder, 'u', 'a.cab'), { 'update.mum': mumText({ name: 'Package_for_Hotpatch', version: '26100.1.1.1' }) });
    await writeCab(join(folder, 'u', 'defender-dism-x64.cab'), { 'package-defender.xml': '<x/>', 'a.dll': 'x' });
    const { updates, ignored } = await scanUpdates([join(folder, 'u', 'a.cab'), join(folder, 'u', 'defender-dism-x64.cab')], { scratch });
    expect(updates).to.deep.equal([]);
    expect(ignored.map((entry) => entry.reason)).to.deep.equal([
      'a hotpatch changes a running Windows only; media need the cumulative update',
      'Defender definitions, not a servicing package',
    ]);
  });

  it('compares the SHA-1 in the file name', async () => {
    const plain = join(folder, 'flash.cab');
    await writeCab(plain, flash);
    const bytes = await readFile(plain);
    const sha1 = createHash('sha1').update(bytes).digest('hex');
    const good = join(folder, `windows10.0-kb4338832-x64_${sha1}.cab`);
    const bad = join(folder, `windows10.0-kb4338832-x64_${'0'.repeat(40)}.cab`);
    await writeFile(good, bytes);
    await writeFile(bad, bytes);
    expect((await scanOne(good)).nameDigest).to.equal('ok');
    expect((await scanOne(bad)).nameDigest).to.equal('mismatch');
  });

  describe('with damaged files', () => {
    it('names the file and member whose payload has a flipped byte', async () => {
      const path = await msu('bad.msu', { 'Windows10.0-KB4338819-x64.cab': cumulative }, 'KB4338819');
      const bytes = await readFile(path);
      const payload = bytes.indexOf('MSCF', 4);
      bytes[payload + 600] = bytes[payload + 600]! ^ 0xff;
      await writeFile(path, bytes);
      const error = await failure(path);
      expect(error.code).to.equal('update-invalid');
      expect(error.message).to.match(/^bad\.msu, member [^:]*Windows10\.0-KB4338819-x64\.cab[^:]*: checksum error in the data/u);
    });

    it('notices an inner cabinet that was broken before it was packed', async () => {
      await writeCab(join(folder, 'inner.cab'), cumulative);
      const inner = await readFile(join(folder, 'inner.cab'));
      inner[inner.length - 100] = inner[inner.length - 100]! ^ 0xff;
      await writeCab(join(folder, 'bad.msu'), { 'Windows10.0-KB1-x64.cab': inner, 'WSUSSCAN.cab': 'x' }, false);
      const error = await failure(join(folder, 'bad.msu'));
      expect(error.message).to.match(/^bad\.msu: its payload is damaged: Windows10\.0-KB1-x64\.cab, member amd64_component\/file\.dll: checksum error/u);
    });

    it('says how much of a truncated file is there', async () => {
      const path = await msu('short.msu', { 'Windows10.0-KB4338819-x64.cab': cumulative }, 'KB4338819');
      const full = (await readFile(path)).length;
      await truncate(path, full - 300);
      expect((await failure(path)).message).to.equal(`short.msu: the cabinet is truncated: ${full - 300} of ${full} bytes are there`);
    });

    it('reports every bad file in one go', async () => {
      await mkdir(join(folder, 'u'));
      await writeFile(join(folder, 'u', 'empty.msu'), '');
      expect((await failure(join(folder, 'u'))).message).to.equal('empty.msu: the file is empty');
      await writeFile(join(folder, 'u', 'empty.msu'), 'MSCF');
      await writeFile(join(folder, 'u', 'other.msu'), 'MSCF too short');
      const error = await failure(join(folder, 'u'));
      expect(error.message).to.match(/^2 update files cannot be used; the first: empty\.msu/u);
      expect(error.details).to.have.length(2);
    });

    it('names the manifest that is malformed', async () => {
      await writeCab(join(folder, 'x.cab'), { 'update.mum': '<assembly><package>' });
      expect((await failure(join(folder, 'x.cab'))).message).to.match(/^x\.cab, member update\.mum: the package manifest is malformed/u);
    });

    it('says which path does not exist', async () => {
      const error = await failure(join(folder, 'none'));
      expect(error.code).to.equal('update-missing');
      expect(error.message).to.contain(join(folder, 'none'));
    });
  });

  it('stops when cancelled and leaves nothing in its scratch folder', async () => {
    const path = join(folder, 'flash.cab');
    await writeCab(path, flash);
    const abort = new AbortController();
    const scan = scanUpdates([path], { scratch, signal: abort.signal }).catch((reason: unknown) => reason);
    setImmediate(() => abort.abort());
    expect((await scan as ServicingError).code).to.equal('cancelled');
    expect(await readdir(scratch)).to.deep.equal([]);
    await scanUpdates([path], { scratch });
    expect(await readdir(scratch)).to.deep.equal([]);
  });
});
