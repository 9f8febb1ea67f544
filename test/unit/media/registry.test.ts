import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { hiveFile } from '../../../src/lab/hive-file.js';
import { HiveKey } from '../../../src/lab/hive-key.js';
import { hasPendingWork, readFeatureStates, readImageBuild, readPackageStates, readServicingStack, ubrOf } from '../../../src/media/image-registry.js';
import { readPartOfHive } from '../../../src/media/piece-window.js';
import { openHive } from '../../../src/media/registry-hive.js';
import { ServicingError } from '../../../src/schema/errors.js';
import { openWim } from '../../../src/media/wim-file.js';
import { temporaryFolder, wimlib, writeTree } from './wim-support.js';
import { describePosix } from '../../support/posix.js';

const cbs = 'Microsoft\\Windows\\CurrentVersion\\Component Based Servicing';
const rollup = 'Package_for_RollupFix~31bf3856ad364e35~amd64~~17134.165.1.6';
const foundation = 'Microsoft-Windows-Foundation-Package~31bf3856ad364e35~amd64~~10.0.17134.1';

describePosix('media/registry-hive against hivex', () => {
  const folder = temporaryFolder();
  /** Writes keys into a hive with hivexregedit, so that its lists and cells are not of our own making. */
  const merged = (reg: string): Buffer => {
    const hive = join(folder(), 'SOFTWARE');
    const file = join(folder(), 'changes.reg');
    const root = new HiveKey('ROOT');
    root.key('Microsoft');
    writeFileSync(hive, hiveFile(root, 'SOFTWARE'));
    writeFileSync(file, `Windows Registry Editor Version 5.00\n\n${reg}\n`);
    execFileSync('hivexregedit', ['--merge', '--encoding', 'UTF-8', '--prefix', 'HKEY_LOCAL_MACHINE\\SOFTWARE', hive, file], { stdio: 'pipe' });
    return readFileSync(hive);
  };
  const dword = (value: number): string => `dword:${value.toString(16).padStart(8, '0')}`;
  const section = (key: string, ...values: string[]): string => [`[HKEY_LOCAL_MACHINE\\SOFTWARE\\${key}]`, ...values, ''].join('\n');
  const parents = (key: string): string => {
    const names = key.split('\\');
    return names.map((_, index) => section(names.slice(0, index + 1).join('\\'))).join('\n');
  };

  it('reads values of all types', () => {
    const hive = openHive(merged(section('Microsoft', '@="default"', '"Text"="a\\\\b"', '"Number"=dword:80000001',
      '"Wide"=hex(b):01,00,00,00,00,00,00,80', '"Many"=hex(7):61,00,00,00,62,00,63,00,00,00,00,00',
      '"Path"=hex(2):25,00,41,00,25,00,00,00', '"Bytes"=hex:01,02,03', '"Long"=hex:' + Array(3000).fill('ab').join(','))));
    const key = hive.key('MICROSOFT');
    expect(key?.name).to.equal('Microsoft');
    expect(key?.text('')).to.equal('default');
    expect(key?.text('text')).to.equal('a\\b');
    expect(key?.number('NUMBER')).to.equal(0x80000001);
    expect(key?.value('Wide')).to.equal(0x8000000000000001n);
    expect(key?.value('Many')).to.deep.equal(['a', 'bc']);
    expect(key?.text('Path')).to.equal('%A%');
    expect(key?.value('Bytes')).to.deep.equal(Buffer.from([1, 2, 3]));
    expect(key?.value('Long')).to.deep.equal(Buffer.alloc(3000, 0xab));
    expect(key?.values().map((value) => value.name)).to.include.members(['', 'Text', 'Long']);
    expect(key?.value('missing')).to.equal(undefined);
    expect(key?.text('Number')).to.equal(undefined);
    expect(hive.key('Microsoft\\Missing\\Deeper')).to.equal(undefined);
  });

  it('finds any of a thousand keys', () => {
    const names = Array.from({ length: 1000 }, (_, nth) => `Microsoft\\key ${nth}`);
    const hive = openHive(merged(`${section('Microsoft')}\n${names.map((name, nth) => section(name, `"n"=${dword(nth)}`)).join('\n')}`));
    expect(hive.key('Microsoft')?.keys()).to.have.length(1000);
    for (const nth of [0, 1, 499, 998, 999]) expect(hive.key(`microsoft\\KEY ${nth}`)?.number('N')).to.equal(nth);
  });

  it('reads what Windows keeps of build, stack, packages and features', () => {
    const current = 'Microsoft\\Windows NT\\CurrentVersion';
    const hive = merged([
      parents(current), section(current, '"CurrentBuild"="17134"', '"UBR"=dword:000000a5', '"EditionID"="Professional"', '"ReleaseId"="1803"', '"BuildLabEx"="17134.1.amd64fre"'),
      parents(`${cbs}\\Version`), section(`${cbs}\\Version`, '"10.0.17134.1"=hex(2):00,00', '"10.0.17134.164"=hex(2):00,00', '"10.0.17134.9"=hex(2):00,00'),
      section(`${cbs}\\Packages`),
      section(`${cbs}\\Packages\\${rollup}`, '"CurrentState"=dword:00000070'),
      section(`${cbs}\\Packages\\${foundation}`, '"CurrentState"=dword:00000080'),
      section(`${cbs}\\Packages\\${foundation}\\Updates`, '"NetFx3"=dword:00000060', '"Telnet"=dword:00000040', '"Gone"=dword:00000020'),
      section(`${cbs}\\Packages\\Old~~~~1.0`, '"CurrentState"=dword:00000050'),
      section(`${cbs}\\Packages\\Old~~~~1.0\\Updates`, '"NetFx3"=dword:00000040'),
      section(`${cbs}\\Packages\\Odd~~~~1.0`, '"CurrentState"=dword:00000077'),
    ].join('\n'));
    expect(readImageBuild(hive)).to.deep.equal({
      build: 17134, ubr: 165, editionId: 'Professional', release: '1803', buildLab: '17134.1.amd64fre',
    });
    expect(ubrOf(openHive(hive))).to.equal(165);
    expect(readServicingStack(hive)).to.equal('10.0.17134.164');
    expect(Object.fromEntries(readPackageStates(hive))).to.deep.equal({
      [rollup]: 'Installed', [foundation]: 'Installed', 'Old~~~~1.0': 'Superseded', 'Odd~~~~1.0': '0x77',
    });
    expect(Object.fromEntries(readFeatureStates(hive))).to.deep.equal({ NetFx3: 'EnablePending', Telnet: 'Disabled', Gone: 'DisabledWithPayloadRemoved' });
    expect(hasPendingWork(hive)).to.equal(false);
  });

  it('reads a hive inside a WIM piece by piece, few of them', async () => {
    const root = new HiveKey('ROOT');
    root.key('Microsoft\\Windows NT\\CurrentVersion').set('UBR', 165);
    for (let nth = 0; nth < 6000; nth++) root.key(`Classes\\${nth % 60}\\Some.Class.${nth}`).set('Path', `C:\\${nth}`);
    const content = hiveFile(root, 'SOFTWARE');
    for (const compression of ['none', 'maximum']) {
      const path = join(folder(), `${compression}.wim`);
      wimlib('capture', writeTree(join(folder(), 'image'), { SOFTWARE: content }), path, 'x', `--compress=${compression}`);
      const wim = await openWim(path);
      const reader = await wim.openContent(createHash('sha1').update(content).digest('hex'), 'SOFTWARE');
      let asked = 0;
      const ubr = await readPartOfHive(reader, (hive) => {
        asked += 1;
        return ubrOf(hive);
      });
      await wim.close();
      expect(ubr).to.equal(165);
      expect(reader.size).to.equal(content.length);
      expect(asked).to.be.lessThan(reader.pieceCount / 3);
    }
  });

  it('says so when a hive has nothing of it, or is none', () => {
    const empty = hiveFile(new HiveKey('ROOT'), 'SOFTWARE');
    expect(ubrOf(openHive(empty))).to.equal(undefined);
    expect(readServicingStack(empty)).to.equal(undefined);
    expect([...readPackageStates(empty)]).to.deep.equal([]);
    expect(() => readImageBuild(empty)).to.throw(ServicingError, 'names no build');
    for (const bytes of [Buffer.alloc(0), Buffer.from('regf'), Buffer.alloc(8192)]) {
      expect(() => openHive(bytes)).to.throw(ServicingError).with.property('code', 'media-invalid');
    }
  });

  it('throws nothing but ServicingError for a damaged hive (property)', () => {
    const root = new HiveKey('ROOT');
    for (let nth = 0; nth < 20; nth++) root.key(`${cbs}\\Packages\\P${nth}`).set('CurrentState', 0x70).set('InstallName', 'x');
    const whole = hiveFile(root, 'SOFTWARE');
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(whole.length - 4), fc.nat(255)), { minLength: 1, maxLength: 30 }), (changes) => {
      const bytes = Buffer.from(whole);
      for (const [at, value] of changes) bytes[at] = value;
      try {
        readPackageStates(bytes);
        readFeatureStates(bytes);
      } catch (error) {
        expect(error).to.be.instanceOf(ServicingError);
      }
    }), { numRuns: 300 });
  });
});
