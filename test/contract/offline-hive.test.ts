import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { hiveFile } from '../../src/lab/hive-file.js';
import { HiveKey } from '../../src/lab/hive-key.js';
import { parseRegFile } from '../../src/files/reg-file.js';
import type { RegChange } from '../../src/files/reg-model.js';
import { changesOfHive } from '../../src/media/registry-changes.js';
import { unseenChanges } from '../../src/media/registry-check.js';
import { openHive } from '../../src/media/registry-hive.js';
import { importIntoHive } from '../../src/run/edits/offline-hive.js';
import { failureOf } from '../support/failure.js';
import { hiveKey } from '../support/outside-tools.js';
import { describePosix } from '../support/posix.js';
import { temporaryFolder } from '../support/temp.js';

const parse = (...lines: string[]): RegChange[] => parseRegFile(Buffer.from(['Windows Registry Editor Version 5.00', ...lines].join('\n')), 'a.reg');

describePosix('registry settings in a hive, written by hivexregedit and read by our own reader', () => {
  const folder = temporaryFolder();
  let count = 0;
  async function hive(fill: (root: HiveKey) => void = () => undefined): Promise<string> {
    const root = new HiveKey('ROOT');
    fill(root);
    count += 1;
    const path = join(folder(), `hive-${count}`);
    await writeFile(path, hiveFile(root, 'test', new Date(0)));
    return path;
  }
  async function merge(path: string, changes: readonly RegChange[]): Promise<string[]> {
    const name = changes[0]?.hive ?? 'SOFTWARE';
    const own = changesOfHive(changes, name, openHive(await readFile(path)));
    await importIntoHive({ hive: path, changes: own, scratch: join(folder(), 'scratch'), signal: new AbortController().signal });
    expect(await readdir(join(folder(), 'scratch'))).to.deep.equal([]);
    return unseenChanges(openHive(await readFile(path)), own);
  }

  it('makes keys with all above them, sets and deletes values, deletes keys', async () => {
    const path = await hive((root) => {
      root.key('Lab\\Old\\Deep').set('x', 1);
      root.key('Lab').set('stays', 'a').set('goes', 'b').set('changes', 'c');
    });
    const changes = parse('[HKEY_LOCAL_MACHINE\\SOFTWARE\\lab]', '"Changes"=dword:2a', '"goes"=-', '"never was"=-', '@="default"', '[HKLM\\SOFTWARE\\New\\Very\\Deep]', '"ü 文"="C:\\\\ä"',
      '[-HKLM\\SOFTWARE\\Lab\\Old]', '[-HKLM\\SOFTWARE\\Never\\Was]', '[HKLM\\SOFTWARE\\Ünïcode 文]', '"m"=hex(7):61,00,00,00,62,00,00,00,00,00');
    expect(await merge(path, changes)).to.deep.equal([]);
    const text = await hiveKey(path, 'Lab');
    expect(text).to.contain('"stays"').and.to.contain('dword:0000002a').and.to.not.match(/Old|goes/u);
    expect(openHive(await readFile(path)).key('New\\Very\\Deep')?.value('ü 文')).to.equal('C:\\ä');
  });

  it('CurrentControlSet means the set that the hive names', async () => {
    const path = await hive((root) => { root.key('Select').set('Current', 2); root.key('ControlSet002\\Services'); root.key('ControlSet001'); });
    expect(await merge(path, parse('[HKLM\\SYSTEM\\CurrentControlSet\\Services\\Lab]', '"Start"=dword:4'))).to.deep.equal([]);
    const after = openHive(await readFile(path));
    expect(after.key('ControlSet002\\Services\\Lab')?.number('Start')).to.equal(4);
    expect([after.key('ControlSet001')?.keys().length, after.key('CurrentControlSet')]).to.deep.equal([0, undefined]);
    const without = await hive();
    expect((await failureOf(() => merge(without, parse('[HKLM\\SYSTEM\\CurrentControlSet\\A]')))).message).to.contain('names no current control set');
  });

  it('the check sees what is not as it should be', async () => {
    const opened = openHive(await readFile(await hive((root) => { root.key('A').set('one', 1); root.key('B'); })));
    const seen = (...lines: string[]): string[] => unseenChanges(opened, parse(...lines));
    expect(seen('[HKLM\\SOFTWARE\\A]', '"one"=dword:2', '"two"=dword:2', '[HKLM\\SOFTWARE\\C]', '[-HKLM\\SOFTWARE\\B]')).to.deep.equal(['A\\one has another value', 'A\\two is missing', 'C is missing', 'B is still there']);
    expect(seen('[HKLM\\SOFTWARE\\A]', '"one"="1"', '"one"=dword:1', '[-HKLM\\SOFTWARE\\B]', '[HKLM\\SOFTWARE\\B]')).to.deep.equal([]);
    expect(seen('[HKLM\\SOFTWARE\\A]', '"one"=-')).to.deep.equal(['A\\one is still there']);
  });

  it('any names and values arrive', async () => {
    const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }).filter((name) => !/[\\\r\n\0\]\p{Surrogate}\p{Cc}]/u.test(name) && name === name.trim());
    const values = fc.record({ key: names, name: names, type: fc.constantFrom(1, 2, 3, 4, 7, 11), data: fc.uint8Array({ minLength: 8, maxLength: 200 }) });
    const changes = fc.sample(fc.uniqueArray(values, { minLength: 60, maxLength: 60, selector: ({ key, name }) => `${key}\\${name}`.toUpperCase() }), { numRuns: 1, seed: 7 })[0] ?? [];
    expect(await merge(await hive(), changes.map(({ key, name, type, data }) => ({ hive: 'SOFTWARE', key: `Lab\\${key}`, line: 0, do: 'set', name, type, data: Buffer.from(data) })))).to.deep.equal([]);
  });

  it('says why a hive cannot be written', async () => {
    await mkdir(join(folder(), 'scratch'), { recursive: true });
    const path = join(folder(), 'no-hive');
    await writeFile(path, 'no hive at all');
    const error = await failureOf(() => importIntoHive({ hive: path, changes: parse('[HKLM\\SOFTWARE\\A]'), scratch: join(folder(), 'scratch'), signal: new AbortController().signal }));
    expect(error).to.include({ code: 'servicing' }).and.property('message').contain('no-hive was not changed');
    expect(error.details.join()).to.match(/hivex/iu);
  });
});
