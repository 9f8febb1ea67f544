import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { hiveFile } from '../../src/lab/hive-file.js';
import { HiveKey } from '../../src/lab/hive-key.js';
import { temporaryFolder } from '../support/temp.js';

describe('lab: hives in the hands of hivex', () => {
  const folder = temporaryFolder();

  const exported = async (file: string, key = '\\'): Promise<string> =>
    (await execa('hivexregedit', ['--export', '--unsafe-printable-strings', file, key], { stdin: 'ignore' })).stdout;

  it('give back every type of value, names outside Latin-1 and an empty key', async () => {
    const root = new HiveKey('ROOT');
    root.key('Types').set('text', 'Grüße').set('expand', '%SystemRoot%\\x', 'REG_EXPAND_SZ').set('number', 0xfffffffe)
      .set('large', 7, 'REG_QWORD').setData('bytes', 'REG_BINARY', Buffer.from([1, 2, 3, 4, 5])).setData('none', 'REG_BINARY', Buffer.alloc(0))
      .set('', 'default');
    root.key('Ключ\\empty');
    const file = join(folder(), 'types');
    await writeFile(file, hiveFile(root, 'TYPES'));
    const text = await exported(file);
    expect(text).to.contain('"number"=dword:fffffffe').and.to.contain('"bytes"=hex(3):01,02,03,04,05')
      .and.to.contain('"large"=hex(b):07,00,00,00,00,00,00,00').and.to.contain('@=str(1):"default"');
    expect(text).to.contain('[\\Ключ\\empty]');
  });

  it('find each of two thousand keys, which need more than one list', async () => {
    const root = new HiveKey('ROOT');
    for (let index = 0; index < 2000; index += 1) root.key(`Many\\Key${index}`).set('index', index);
    const file = join(folder(), 'many');
    await writeFile(file, hiveFile(root, 'MANY'));
    const text = await exported(file);
    expect(text.match(/"index"=dword:/gu)).to.have.length(2000);
    expect(await exported(file, '\\Many\\key1999')).to.contain('"index"=dword:000007cf');
  });

  it('can be written to as if Windows had made them', async () => {
    const root = new HiveKey('ROOT');
    root.key('Microsoft\\Windows NT\\CurrentVersion').set('UBR', 1).set('ProductName', 'Windows 10 Pro');
    const file = join(folder(), 'merge');
    await writeFile(file, hiveFile(root, 'SOFTWARE'));
    const keys = Array.from({ length: 300 }, (_, index) => `[\\Microsoft\\Package${index}]\n"CurrentState"=dword:00000070\n`).join('\n');
    const reg = join(folder(), 'merge.reg');
    await writeFile(reg, `Windows Registry Editor Version 5.00\n\n[\\Microsoft\\Windows NT\\CurrentVersion]\n"UBR"=dword:000000a5\n\n${keys}`);
    await execa('hivexregedit', ['--merge', file, reg], { stdin: 'ignore' });
    const text = await exported(file);
    expect(text).to.contain('"UBR"=dword:000000a5').and.to.contain('"ProductName"=str(1):"Windows 10 Pro"');
    expect(text.match(/"CurrentState"=dword:00000070/gu)).to.have.length(300);
  });
});
