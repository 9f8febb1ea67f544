import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { hideInLogs } from '../../../src/report/private-logs.js';
import { Privacy } from '../../../src/report/privacy.js';

const windows = new Privacy({ home: String.raw`C:\Users\Jane Doe`, name: 'jdoe', domain: 'CONTOSO' });
const linux = new Privacy({ home: '/home/jane', name: 'jane' });

describe('names and secrets in what is handed on', () => {
  it('writes the home folder as ~, in any spelling of Windows and within JSON', () => {
    expect(windows.hide(String.raw`Mounted c:\users\jane doe\w\1.wim`)).to.equal(String.raw`Mounted ~\w\1.wim`);
    expect(windows.hide(JSON.stringify({ path: String.raw`C:\Users\Jane Doe\media` }))).to.equal(JSON.stringify({ path: String.raw`~\media` }));
    expect(windows.hide('file C:/Users/Jane Doe/x')).to.equal('file ~/x');
    expect(linux.hide('from "/home/jane/media" to /home/jane')).to.equal('from "~/media" to ~');
  });

  it('takes other names out of paths, and nothing that only looks alike', () => {
    expect(windows.hide(String.raw`D:\Users\bob\x, C:\Users\Public\y, \\server\Users\z`)).to.equal(String.raw`D:\Users\<user>\x, C:\Users\Public\y, \\server\Users\z`);
    expect(linux.hide('/home/janet/x /home/jane.old /srv/home/jane')).to.equal('/home/<user>/x /home/<user> /srv/home/jane');
    expect(linux.hide('Users/Default/NTUSER.DAT and sources/setup.exe')).to.equal('Users/Default/NTUSER.DAT and sources/setup.exe');
    expect(windows.hide(String.raw`run by CONTOSO\jdoe, not by CONTOSO\jdoes`)).to.equal(String.raw`run by <user>, not by CONTOSO\jdoes`);
  });

  it('takes product keys, passwords and credentials of addresses out', () => {
    expect(linux.hide('key ABCDE-12345-FGHIJ-67890-KLMNO')).to.not.include('FGHIJ');
    expect(linux.hide('https://jane:pw1@proxy:8080/x')).to.equal('https://***@proxy:8080/x');
    expect(linux.hide('Password = "a b", token: xyz; {"apiKey":"q"}')).to.equal('Password = "***", token: ***; {"apiKey":"***"}');
    const identity = 'Package_for_RollupFix~31bf3856ad364e35~amd64~~17134.165.1.6';
    expect(linux.hide(identity)).to.equal(identity);
  });

  it('gives paths back to the same person', () => {
    fc.assert(fc.property(fc.array(fc.stringMatching(/^[\w .-]{1,8}$/u), { minLength: 1, maxLength: 5 }), (parts) => {
      const result = { output: { root: ['/home/jane', ...parts].join('/') }, steps: [{ facts: ['x'], durationMs: 1, reason: undefined }], flag: null };
      expect(linux.hideIn(result).output.root).to.match(/^~\//u);
      expect(linux.showIn(linux.hideIn(result))).to.deep.equal(result);
    }));
  });

  it('takes any home folder literally', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'a-.+*?()[]{}^$|~ /\\\u00e4') , minLength: 3, maxLength: 12 }), (name) => {
      const home = `/h/${name}x`;
      expect(new Privacy({ home, name: '' }).hide(`"${home}/file"`)).to.equal('"~/file"');
    }));
  });

  it('does without a home folder or an account', () => {
    expect(new Privacy({ home: '/', name: '' }).hide('/media/x')).to.equal('/media/x');
  });
});

describe('logs that others have written', () => {
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'private-logs-')); });
  afterEach(async () => { await rm(folder, { recursive: true, force: true }); });

  it('lose names, keep every other byte, and are left alone where there is nothing', async () => {
    const home = '/home/j\u00e4ne';
    const line = Buffer.concat([Buffer.from([0xff, 0x80, 0x00]), Buffer.from(` ${home}/x\r\n`)]);
    await writeFile(join(folder, 'a.log'), Buffer.concat(Array.from({ length: 400_000 }, () => line)));
    await writeFile(join(folder, 'b.log'), 'nothing here');
    await writeFile(join(folder, 'c.log'), line);
    const before = await stat(join(folder, 'b.log'));
    await hideInLogs(folder, { home, name: 'j\u00e4ne' });
    const expected = Buffer.concat([Buffer.from([0xff, 0x80, 0x00]), Buffer.from(' ~/x\r\n')]);
    expect((await readFile(join(folder, 'a.log'))).equals(Buffer.concat(Array.from({ length: 400_000 }, () => expected)))).to.equal(true);
    expect((await readFile(join(folder, 'c.log'))).equals(expected)).to.equal(true);
    expect((await stat(join(folder, 'b.log'))).ino).to.equal(before.ino);
    expect(await readdir(folder)).to.have.members(['a.log', 'b.log', 'c.log']);
    await hideInLogs(join(folder, 'missing'));
  });
});
