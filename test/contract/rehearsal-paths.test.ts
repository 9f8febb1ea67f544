import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../../src/files/package-root.js';
import { netfx3Payload } from '../../src/lab/netfx3.js';
import { makePackageCab, makeUpdate } from '../../src/lab/update-file.js';
import { cumulativeUpdate, servicingStackUpdate } from '../../src/lab/updates.js';
import { installWim, paths } from '../support/rehearsal-fixtures.js';
import { temporaryFolder } from '../support/temp.js';

describe('rehearsal: a script in the paths of Windows', () => {
  const folder = temporaryFolder();

  it('runs unchanged on drives that are folders', async () => {
    const at = (...path: string[]): string => join(folder(), ...path);
    for (const path of ['C/Media/sources', 'D/Updates', 'D/sxs']) await mkdir(at(path), { recursive: true });
    await rename(await installWim(folder(), 'made'), at('C/Media/sources/install.wim'));
    await makeUpdate(servicingStackUpdate(), at('D/Updates/ssu.msu'));
    await makeUpdate(cumulativeUpdate(), at('D/Updates/lcu.msu'));
    await makePackageCab(netfx3Payload(), at('D/sxs/microsoft-windows-netfx3-ondemand-package.cab'));
    const support = (name: string): string => join(packageRoot(), 'test/support', name);
    const { stdout } = await execa(join(packageRoot(), 'ps/host/bin/pwsh'), ['-NoLogo', '-NoProfile', '-NonInteractive', '-File', support('rehearsal-drives.ps1'),
      join(packageRoot(), 'ps/rehearsal/bin/Dism/Dism.psd1'), folder(), support('rehearsal-admin.ps1')], {
      cwd: folder(), stdin: 'ignore', env: { XDG_STATE_HOME: at('state'), OFFLINE_SERVICING_REHEARSAL: '', NO_COLOR: '1', TERM: 'dumb' },
    });
    expect(JSON.parse(stdout)).to.deep.equal({
      before: '10.0.17134.1',
      mounted: ['C:\\Mount C:\\Media\\sources\\install.wim Ok'],
      netfx3: ['EnablePending'],
      offered: 'Microsoft-Windows-NetFx3-OnDemand-Package InstallPending',
      log: 'C:\\Logs\\dism.log',
      after: '10.0.17134.165',
      applied: ['C:\\Mount Installed'],
      relative: ['Windows 10 Pro'],
      missing: '0x80070003',
      above: '10.0.17134.165',
      logged: true,
      copied: true,
    });
    expect((await readdir(at('C'))).sort()).to.deep.equal(['Logs', 'Media', 'Mount', 'Scratch', 'Temp', 'WinRE']);
    expect((await readdir(at('C/Temp'))).sort()).to.deep.equal(['install.swm', 'ntdll.dll', 'small.wim']);
    expect(await paths(at('C/Temp/small.wim'))).to.deep.equal(await paths(at('C/Media/sources/install.wim')));
  });
});
