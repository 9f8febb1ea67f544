import { expect } from 'chai';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPowerShell } from '../../src/powershell/find-powershell.js';
import { PowerShellSession } from '../../src/powershell/session.js';
import { BackendBench, suiteBackend } from '../support/backend-bench.js';

/**
 * Native DISM on the genuine WinPE of the ADK: packages added and removed, cleanup, mounts side by side, a killed client.
 * Needs the ADK with its WinPE add-on: `npm run contract:suite -- --backend native --winpe "<...>\Windows Preinstallation
 * Environment\amd64" --transcripts DIR`. What it records is what the rehearsal is to be compared with.
 */
describe(`Dism contract on WinPE, here on ${suiteBackend}`, function () {
  this.timeout(1_800_000);
  const bench = new BackendBench();
  const winpe = process.env.OFFLINE_SERVICING_WINPE ?? '';
  const transcripts = process.env.OFFLINE_SERVICING_TRANSCRIPTS ?? '';
  let wims: string[] = [];

  before(async () => {
    await bench.open();
    wims = ['one', 'two'].map((name) => bench.path(`${name}.wim`));
    for (const wim of wims) copyFileSync(join(winpe, 'en-us', 'winpe.wim'), wim);
    if (transcripts !== '') mkdirSync(transcripts, { recursive: true });
  });
  after(async () => { await bench.close(); });

  /** Keeps what the module answered, for comparison. */
  function record(name: string, value: unknown): void {
    if (transcripts !== '') writeFileSync(join(transcripts, `${name}.json`), `${JSON.stringify(value, null, 2)}\n`);
  }

  it('adds, gets and removes a package, and cleans up', async () => {
    const path = bench.folder('package');
    await bench.call('Mount-WindowsImage', { ImagePath: wims[0], Index: 1, Path: path });
    record('packages-before', await bench.call('Get-WindowsPackage', { Path: path }));
    const cab = join(winpe, 'WinPE_OCs', 'WinPE-WMI.cab');
    record('added', await bench.call('Add-WindowsPackage', { Path: path, PackagePath: cab }));
    const packages = await bench.call('Get-WindowsPackage', { Path: path });
    record('packages-after', packages);
    const added = packages.find((one) => String(one['PackageName']).startsWith('WinPE-WMI-Package'));
    expect(added?.['PackageState']).to.be.oneOf(['Installed', 'InstallPending']);
    record('advanced', await bench.call('Get-WindowsPackage', { Path: path, PackageName: added?.['PackageName'] }));
    await bench.call('Remove-WindowsPackage', { Path: path, PackageName: added?.['PackageName'] });
    await bench.call('Repair-WindowsImage', { Path: path, StartComponentCleanup: true, ResetBase: true });
    record('error-unknown-package', await errorOf('Get-WindowsPackage', { Path: path, PackageName: 'Nothing~~~~1.0' }));
    await bench.call('Dismount-WindowsImage', { Path: path, Save: true });
    expect(readdirSync(path)).to.deep.equal([]);
  });

  it('mounts two images side by side in two sessions', async () => {
    const { executable } = await findPowerShell({});
    const other = await PowerShellSession.open({ executable, backend: suiteBackend, workspace: bench.path('other') });
    const paths = ['side-1', 'side-2'].map((name) => bench.folder(name));
    try {
      await Promise.all([
        bench.call('Mount-WindowsImage', { ImagePath: wims[0], Index: 1, Path: paths[0], ScratchDirectory: bench.folder('scratch-1'), LogPath: bench.path('side-1.log') }),
        other.invoke({ cmdlet: 'Mount-WindowsImage', parameters: { ImagePath: wims[1], Index: 1, Path: paths[1], ScratchDirectory: bench.folder('scratch-2'), LogPath: bench.path('side-2.log') }, deadlineMs: 600_000 }),
      ]);
    } finally {
      await other.close();
    }
    for (const path of paths) await bench.call('Dismount-WindowsImage', { Path: path, Discard: true });
  });

  it('leaves a mount that is listed when its client was killed', async () => {
    const { executable } = await findPowerShell({});
    const killed = await PowerShellSession.open({ executable, backend: suiteBackend, workspace: bench.path('killed') });
    const path = bench.folder('killed-mount');
    await killed.invoke({ cmdlet: 'Mount-WindowsImage', parameters: { ImagePath: wims[0], Index: 1, Path: path }, deadlineMs: 600_000 });
    await killed.kill();
    const [mounted] = (await bench.call('Get-WindowsImage', { Mounted: true })).filter((one) => one['Path'] === path);
    record('mount-of-a-killed-client', mounted);
    expect(mounted?.['MountStatus']).to.equal('Ok');
    await bench.call('Dismount-WindowsImage', { Path: path, Discard: true });
  });

  async function errorOf(cmdlet: string, parameters: Record<string, unknown>): Promise<unknown> {
    const { type, hresult, category, fullyQualifiedErrorId, message, warnings } = await bench.failure(cmdlet, parameters);
    return { type, hresult, category, fullyQualifiedErrorId, message, warnings };
  }
});
