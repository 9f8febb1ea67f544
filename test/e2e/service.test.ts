import { expect } from 'chai';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runEventSchema } from '../../src/schema/event.js';
import { servicingResultSchema } from '../../src/schema/result.js';
import type { ServicingResult } from '../../src/index.js';
import { LabSuite, recorder } from '../support/lab-suite.js';
import { hiveKey, mountsBelow, sha1, treeDigests, wimApply, wimExport, wimExtract, wimInfo, wimPaths, wimVerify } from '../support/outside-tools.js';

const stack = 'Package_for_KB4338853~31bf3856ad364e35~amd64~~17134.164.1.1';
const cumulative = 'Package_for_RollupFix~31bf3856ad364e35~amd64~~17134.165.1.6';
const flash = 'Package_for_KB4338832~31bf3856ad364e35~amd64~~10.0.1.0';

for (const mount of ['fuse', 'extract'] as const) {
  describe(`the main job, ${mount === 'fuse' ? 'mounted' : 'unpacked'}`, () => {
    const lab = new LabSuite();
    const record = recorder();
    let result: ServicingResult;
    let media: string;
    let originals: Map<string, string>;
    let scratch: string;

    before(async () => {
      originals = treeDigests(join(lab.root, 'lab'));
      result = await lab.service({ netfx3: mount === 'extract' }, { mount, onEvent: record.onEvent });
      media = result.output?.media ?? '';
      scratch = join(lab.root, 'scratch');
      mkdirSync(scratch);
    });

    it('says what it did, in a result that fits its schema', () => {
      expect(servicingResultSchema.parse(JSON.parse(readFileSync(join(dirname(media), 'result.json'), 'utf8')))).to.include({ status: 'done', rehearsed: true });
      expect(result.checks.filter((check) => !check.ok)).to.deep.equal([]);
      expect(readdirSync(dirname(media)).sort()).to.deep.equal(['SHA256SUMS', 'logs', 'media', 'media.cdx.json', 'report.html', 'result.json']);
      for (const event of record.events) runEventSchema.parse(event);
      expect(record.events.map((event) => event.seq)).to.deep.equal(record.events.map((_event, at) => at + 1));
    });

    it('tells for its report what is in the images, which sessions worked for which steps, and what it took', () => {
      const images = (which: 'before' | 'after'): NonNullable<typeof result.after>['install']['images'] => result[which]?.install.images ?? [];
      for (const at of [0, 1]) {
        expect(images('before')[at]?.winre).to.deep.include({ build: { build: 17134, ubr: 1 } });
        expect(images('after')[at]?.winre).to.deep.include({ build: { build: 17134, ubr: 165 }, servicingStack: '10.0.17134.164' });
        expect(images('after')[at]?.winre?.packages).to.include.members([stack, cumulative]);
        expect(images('before')[at]?.features?.['NetFx3']).to.equal('DisabledWithPayloadRemoved');
        expect(images('after')[at]?.features?.['NetFx3']).to.match(mount === 'extract' ? /^Enable/u : /^Disabled/u);
      }
      const pids = new Set(record.events.flatMap((event) => (event.type === 'session-opened' ? [event.pid] : [])));
      const mounted = result.steps.filter((step) => step.id.endsWith('/mount'));
      expect(mounted.flatMap((step) => step.sessions ?? []).filter(({ pid, durationMs }) => pids.has(pid) && durationMs > 0)).to.have.length.of.at.least(mounted.length);
      expect(result.measures?.peakMemory).to.be.above(1e7);
      const page = readFileSync(join(dirname(media), 'report.html'), 'utf8');
      const links = [...page.matchAll(/href="(?!#)([^"]+)"/gu)].map(([, href = '']) => decodeURIComponent(href));
      expect(links).to.include.members(['result.json', 'logs/servicing.log']).and.satisfy((all: string[]) => all.some((href) => href.startsWith('logs/dism/')));
      for (const href of links) expect(existsSync(join(dirname(media), href)), href).to.equal(true);
    });

    it('leaves the originals untouched, no run folder and no mount', () => {
      expect(treeDigests(join(lab.root, 'lab'))).to.deep.equal(originals);
      expect(readdirSync(dirname(dirname(media))).sort()).to.deep.equal(['.offline-servicing', 'output']);
      expect(readdirSync(join(dirname(dirname(media)), '.offline-servicing'))).to.deep.equal(['cache']);
      expect(mountsBelow(lab.root)).to.deep.equal([]);
    });

    it('keeps order, names and boot index, and raises the build in WIM XML and hive', async () => {
      for (const [file, names] of [['install.wim', ['Windows 10 Home', 'Windows 10 Pro']], ['boot.wim', ['Microsoft Windows PE (x64)', 'Microsoft Windows Setup (x64)']]] as const) {
        const wim = join(media, 'sources', file);
        await wimVerify(wim);
        expect(await wimInfo(wim)).to.include({ 'Image Count': '2', 'Boot Index': file === 'boot.wim' ? '2' : '0', 'Compression': 'LZX' });
        for (const [at, name] of names.entries()) {
          expect(await wimInfo(wim, at + 1)).to.include({ 'Name': name, 'Build': '17134', 'Service Pack Build': '165' });
          const hive = await wimExtract(wim, at + 1, '/Windows/System32/config/SOFTWARE', join(scratch, `${file}-${at}`));
          expect(await hiveKey(hive, 'Microsoft\\Windows NT\\CurrentVersion')).to.contain('"UBR"=dword:000000a5');
        }
      }
    });

    it('records each package where Windows does', async () => {
      // A reset of the base, which boot images get, makes their updates permanent (0x80).
      const wanted = { 'install.wim': { packages: [stack, cumulative, flash], state: '70' }, 'boot.wim': { packages: [stack, cumulative], state: '80' } };
      for (const [file, { packages, state }] of Object.entries(wanted)) {
        for (const index of [1, 2]) {
          const paths = await wimPaths(join(media, 'sources', file), index);
          const hive = join(scratch, `${file}-${index - 1}`, 'SOFTWARE');
          for (const identity of packages) {
            expect(paths).to.include(`/Windows/servicing/Packages/${identity}.mum`);
            expect(await hiveKey(hive, `Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages\\${identity}`)).to.contain(`"CurrentState"=dword:000000${state}`);
          }
          if (file === 'boot.wim') expect(paths.join()).not.to.contain(flash);
        }
      }
    });

    it('has one serviced, exported winre.wim in both editions', async () => {
      const wims = await Promise.all([1, 2].map((index) => wimExtract(join(media, 'sources/install.wim'), index, '/Windows/System32/Recovery/winre.wim', join(scratch, `winre${index}`))));
      const [first = '', second = ''] = wims;
      expect(sha1(first)).to.equal(sha1(second));
      await wimVerify(first);
      await wimExport(first, join(scratch, 'exported.wim'));
      expect(statSync(first).size).to.be.at.most(statSync(join(scratch, 'exported.wim')).size);
      expect(await wimInfo(first, 1)).to.include({ 'Service Pack Build': '165', 'Name': 'Microsoft Windows Recovery Environment (x64)' });
      expect(await wimPaths(first, 1)).to.include.members([stack, cumulative].map((identity) => `/Windows/servicing/Packages/${identity}.mum`));
      const before = await wimExtract(join(lab.media, 'sources/install.wim'), 1, '/Windows/System32/Recovery/winre.wim', join(scratch, 'winre-before'));
      expect(statSync(first).size).to.be.lessThan(statSync(before).size);
    });

    it('has the same setup.exe on the media and in the Setup image, and leaves the root\'s own alone', async () => {
      const inside = await wimExtract(join(media, 'sources/boot.wim'), 2, '/sources/setup.exe', join(scratch, 'setup'));
      expect(sha1(join(media, 'sources/setup.exe'))).to.equal(sha1(inside)).and.not.equal(sha1(join(lab.media, 'sources/setup.exe')));
      expect(sha1(join(media, 'setup.exe'))).to.equal(sha1(join(lab.media, 'setup.exe')));
    });

    it('copied matching newer files of System32 and no others', async () => {
      const image = join(scratch, 'home');
      mkdirSync(image);
      await wimApply(join(media, 'sources/install.wim'), 1, image);
      const system32 = join(image, 'Windows/System32');
      const inSystem32 = new Map(readdirSync(system32, { recursive: true, encoding: 'utf8' }).map((path) => [path.toLowerCase(), join(system32, path)]));
      const expected: string[] = [];
      const sources = join(lab.media, 'sources');
      for (const path of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
        const source = inSystem32.get(path.toLowerCase());
        if (source === undefined || !statSync(source).isFile()) continue;
        const [a, b] = [statSync(source), statSync(join(sources, path))];
        if (a.mtimeMs > b.mtimeMs || (a.mtimeMs === b.mtimeMs && a.size !== b.size)) expected.push(path);
      }
      expect(expected).to.have.length.greaterThan(10);
      for (const path of expected.filter((name) => name !== 'setup.exe')) {
        expect(sha1(join(media, 'sources', path)), path).to.equal(sha1(inSystem32.get(path.toLowerCase()) ?? ''));
      }
      const [now, then] = [treeDigests(media), treeDigests(lab.media)];
      const changed = [...now].filter(([path, digest]) => then.get(path) !== digest && !path.endsWith('.wim')).map(([path]) => path);
      expect(changed.sort()).to.deep.equal(expected.map((path) => `sources/${path}`).sort());
      expect([...now.keys()].sort()).to.deep.equal([...then.keys()].sort());
    });

    it('keeps logs that an admin can read: CMTrace, events, one DISM log a step', () => {
      const logs = result.output?.logs ?? '';
      expect(readFileSync(join(logs, 'servicing.log'), 'utf8')).to.match(/^\ufeff<!\[LOG\[.*\]LOG\]!><time="\d\d:\d\d:\d\d\.\d{3}[+-]\d+" date="\d\d-\d\d-\d{4}" component="/u);
      for (const step of result.steps) if (step.logPath !== undefined) expect(existsSync(step.logPath), step.id).to.equal(true);
    });

    if (mount === 'extract') {
      it('enabled .NET Framework 3.5 and then gave it the cumulative update', async () => {
        const assembly = await wimExtract(join(media, 'sources/install.wim'), 2, '/Windows/Microsoft.NET/Framework64/v2.0.50727/mscorlib.dll', join(scratch, 'net'));
        expect(readFileSync(assembly).includes(Buffer.from('2.0.50727.8940', 'utf16le'))).to.equal(true);
        expect(result.steps.filter((step) => step.id.endsWith('netfx3')).map((step) => step.status)).to.deep.equal(['done', 'done']);
      });
    } else {
      it('left .NET Framework 3.5 alone, and says why', () => {
        expect(result.steps.find((step) => step.id === 'install:1/enable-netfx3')).to.include({ status: 'skipped' }).and.property('reason').contain('not asked for');
      });
    }
  });
}
