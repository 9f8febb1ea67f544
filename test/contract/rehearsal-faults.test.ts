import { once } from 'node:events';
import { statfsSync } from 'node:fs';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { installWim, plainWim, tool } from '../support/rehearsal-fixtures.js';
import { dism, mountMethods, Rehearsal, type DismCall } from '../support/rehearsal-run.js';
import { until } from '../support/sessions.js';
import { temporaryFolder } from '../support/temp.js';

describe('rehearsal: faults, stops and logs', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);
  let rehearsal: Rehearsal;
  let wim: string;
  let mount: string;
  before(async () => {
    rehearsal = new Rehearsal(at('rehearsal'));
    wim = await plainWim(folder(), 'image');
    mount = at('mount');
    await mkdir(mount);
  });
  after(() => rehearsal.end());
  const get = (ImagePath = wim, more = {}): DismCall => dism('Get-WindowsImage', { ImagePath, ...more });

  it('fail the call that is named, and no other', async () => {
    rehearsal.configure({ faults: [
      { cmdlet: 'Get-WindowsImage', call: 2, match: 'IMAGE.wim', then: 'fail', hresult: '0x800f0922' },
      { cmdlet: 'Add-WindowsPackage', match: 'KB4338819', then: 'fail', hresult: '0x80073712' },
    ] });
    const answers = await rehearsal.run(get(), get(at('other.wim')), get(), get(),
      dism('Add-WindowsPackage', { Path: mount, PackagePath: at('KB4338819.cab') }));
    expect(answers.map((answer) => answer.error?.hresult)).to.deep.equal([undefined, '0x80070002', '0x800f0922', undefined, '0x80073712']);
    expect(answers[2]?.error?.message).to.equal('Get-WindowsImage failed. Error code = 0x800f0922\r\n');
    expect(answers[4]?.error?.message).to.equal('The component store has been corrupted.\r\n');
    expect(answers[4]?.warnings).to.deep.equal([`Failed to add package ${at('KB4338819.cab')}`, 'Add-WindowsPackage failed. Error code = 0x80073712']);
  });

  it('report success and do nothing, or hang until they are stopped', async () => {
    rehearsal.configure({ faults: [
      { cmdlet: 'Mount-WindowsImage', then: 'pretend' }, { cmdlet: 'Get-WindowsImage', match: 'image.wim', then: 'hang' },
    ] });
    const [mounted, list, hung] = await rehearsal.run(dism('Mount-WindowsImage', { Path: mount, ImagePath: wim, Index: 1 }),
      dism('Get-WindowsImage', { Mounted: true }), { ...get(wim, { LogPath: at('hung.log') }), stopOnceThere: at('hung.log') });
    expect(mounted?.error).to.equal(null);
    expect(mounted?.output[0]).to.include({ Path: mount });
    expect(list?.output).to.deep.equal([]);
    expect(hung?.error?.id).to.equal('PipelineStopped');
  });

  it('take the process with them', async () => {
    const doomed = new Rehearsal(at('doomed'), { faults: [{ cmdlet: 'Get-WindowsImage', then: 'die' }] });
    await doomed.run(get()).then(() => expect.fail('it lives'), (error: Error) => expect(error.message).to.equal('The PowerShell process ended.'));
    await doomed.end();
  });

  it('are refused when the configuration is not what it should be', async () => {
    rehearsal.configure({ mount: 'somehow' });
    const [answer] = await rehearsal.run(get());
    expect(answer?.error?.hresult).to.equal('0x80070057');
    expect(answer?.error?.message).to.contain('mount has no value somehow');
    rehearsal.configure({});
  });

  it('kill the tool that a stopped call waits for, and leave what was there', async () => {
    const bin = at('bin');
    await mkdir(bin);
    await writeFile(join(bin, 'wimlib-imagex'), `#!/bin/sh\necho $$ > ${at('tool.pid')}\necho changed >> ${wim}\necho > ${at('changed')}\nexec sleep 60\n`);
    await chmod(join(bin, 'wimlib-imagex'), 0o755);
    const before = await readFile(wim);
    const stopped = new Rehearsal(at('stopped'), {}, { PATH: `${bin}:${process.env['PATH']}` });
    const [answer] = await stopped.run({ ...dism('Export-WindowsImage', { SourceImagePath: wim, SourceIndex: 1, DestinationImagePath: wim, DestinationName: 'x' }), stopOnceThere: at('changed') });
    await stopped.end();
    expect(answer?.error?.id).to.equal('PipelineStopped');
    const pid = Number(await readFile(at('tool.pid'), 'utf8'));
    expect(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => 'gone')).to.match(/^gone$|\) Z /u);
    expect((await readFile(wim)).equals(before)).to.equal(true);
  });

  it('write logs in the lines of DISM, as much as asked for', async () => {
    const call = (LogPath: string, LogLevel: string): DismCall => dism('Get-WindowsImage', { ImagePath: wim, Index: 9, LogPath: at(LogPath), LogLevel });
    const answers = await rehearsal.run(call('info.log', 'WarningsInfo'), call('errors.log', 'Errors'), dism('Get-WindowsImage', { ImagePath: wim, LogPath: at('info.log') }));
    expect(answers[2]?.output[0]).to.include({ LogPath: at('info.log'), ScratchDirectory: '', LogLevel: 'WarningsInfo' });
    const lines = (await readFile(at('info.log'), 'utf8')).split('\r\n').slice(0, -1);
    for (const line of lines) expect(line).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, (?:Info {18}|Error {17}|Warning {15})DISM {3}API: PID=\d+ TID=\d+ \S/u);
    expect(lines.filter((line) => line.includes(', Error'))[0]).to.contain('Get-WindowsImage failed. Error code = 0xc0040005');
    expect(lines.filter((line) => line.includes('Starting Get-WindowsImage'))).to.have.length(2);
    expect((await readFile(at('errors.log'), 'utf8')).split('\r\n').slice(0, -1).every((line) => line.includes(', Error'))).to.equal(true);
  });

  it('keep one session from servicing what another one services', async () => {
    const install = await installWim(folder(), 'install');
    const place = at('install-mount');
    await mkdir(place);
    await rehearsal.must(dism('Mount-WindowsImage', { Path: place, ImagePath: install, Index: 1 }));
    const blocker = await tool('bash', '-c', `basename "$(ls ${rehearsal.state}/*.json)" .json`);
    const [free] = await rehearsal.run(dism('Get-WindowsPackage', { Path: place }));
    expect(free?.error).to.equal(null);
    const lock = execa('flock', [join(rehearsal.state, `${blocker}.lock`), 'sh', '-c', 'echo held; cat'], { stdin: 'pipe' });
    await once(lock.stdout, 'data');
    const [busy, dismount] = await rehearsal.run(dism('Get-WindowsPackage', { Path: place }), dism('Dismount-WindowsImage', { Path: place, Discard: true }));
    lock.stdin.end();
    await lock;
    expect([busy?.error?.hresult, dismount?.error?.hresult]).to.deep.equal(['0xc15101fd', '0xc004000a']);
    await rehearsal.must(dism('Dismount-WindowsImage', { Path: place, Discard: true }));
  });

  if (mountMethods.includes('fuse')) {
    it('bring a mount back whose server died, or clear it away', async () => {
      const answers = (path: string): boolean => {
        try {
          return statfsSync(path).type > 0;
        } catch {
          return false;
        }
      };
      const die = async (): Promise<void> => {
        const ids = (await tool('pgrep', '-f', `wimlib-imagex mountrw ${wim}`)).split('\n').map(Number);
        for (const id of ids) process.kill(id, 'SIGKILL');
        await until('the mount is dead', () => !answers(mount));
      };
      const status = async (): Promise<unknown> => (await rehearsal.must(dism('Get-WindowsImage', { Mounted: true })))[0]?.output.map((item) => item['MountStatus']);
      await rehearsal.must(dism('Mount-WindowsImage', { Path: mount, ImagePath: wim, Index: 1 }));
      await die();
      expect(await status()).to.deep.equal(['NeedsRemount']);
      const [discard, packages] = await rehearsal.run(dism('Dismount-WindowsImage', { Path: mount, Discard: true }), dism('Get-WindowsPackage', { Path: mount }));
      expect([discard?.error?.hresult, packages?.error?.hresult]).to.deep.equal(['0xc1510114', '0xc1510114']);
      await rehearsal.must(dism('Mount-WindowsImage', { Path: mount, Remount: true }));
      expect(await status()).to.deep.equal(['Ok']);
      expect((await stat(join(mount, 'docs/keep.txt'))).size).to.equal(5);
      await die();
      await rehearsal.must(dism('Clear-WindowsCorruptMountPoint', {}));
      expect(await status()).to.deep.equal([]);
      expect(await tool('ls', folder())).to.not.contain('staging');
    });
  }
});
