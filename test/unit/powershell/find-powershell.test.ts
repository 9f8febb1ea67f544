import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'chai';
import { sessionEnvironment } from '../../../src/powershell/environment.js';
import { SessionError } from '../../../src/powershell/errors.js';
import { findPowerShell } from '../../../src/powershell/find-powershell.js';
import type { Machine } from '../../../src/powershell/find-powershell.js';
import { itPosix } from '../../support/posix.js';

describe('findPowerShell', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'osf-find-'))));
  afterEach(async () => await rm(folder, { recursive: true }));

  const program = async (path: string, mode = 0o755): Promise<string> => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '');
    await chmod(file, mode);
    return file;
  };
  const machine = (more: Partial<Machine> = {}): Machine => ({ platform: 'linux', env: {}, root: folder, ...more });
  const refusal = async (explicit: string | undefined, where: Machine): Promise<SessionError> => {
    const found = await findPowerShell({ explicit }, where).catch((error: unknown) => error);
    expect(found).to.be.instanceOf(SessionError);
    return found as SessionError;
  };

  itPosix('takes an explicit path, which must be absolute and a program', async () => {
    const executable = await program('mine/pwsh');
    expect(await findPowerShell({ explicit: executable }, machine())).to.deep.equal({ executable, source: 'explicit' });
    expect((await refusal('pwsh', machine())).message).to.include('absolute');
    expect(await refusal(await program('not-executable', 0o644), machine())).to.include({ code: 'powershell', reason: 'start' });
    expect(await refusal(folder, machine())).to.include({ code: 'powershell' });
  });

  itPosix('looks along PATH, in absolute folders only', async () => {
    const executable = await program('b/pwsh');
    await program('a/pwsh', 0o644);
    const env = { PATH: ['', 'relative', join(folder, 'a'), join(folder, 'b')].join(':') };
    expect(await findPowerShell({}, machine({ env }))).to.deep.equal({ executable, source: 'path' });
  });

  it('falls back to the minimal host of the package, then says what to do', async () => {
    expect((await refusal(undefined, machine())).advice).to.include('setup-host');
    const executable = await program('ps/host/bin/pwsh');
    expect(await findPowerShell({}, machine())).to.deep.equal({ executable, source: 'host' });
  });

  it('names the 64-bit Windows PowerShell by its path, from a 32-bit Node too', async () => {
    const env = { SystemRoot: 'D:\\Windows' };
    expect((await refusal(undefined, machine({ platform: 'win32', env }))).message).to.include('D:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe');
    const wow = { ...env, PROCESSOR_ARCHITECTURE: 'x86', PROCESSOR_ARCHITEW6432: 'AMD64' };
    expect((await refusal(undefined, machine({ platform: 'win32', env: wow }))).message).to.include('D:\\Windows\\Sysnative\\WindowsPowerShell');
    const emulated = { ...env, PROCESSOR_ARCHITECTURE: 'AMD64', PROCESSOR_ARCHITEW6432: 'ARM64' };
    expect((await refusal(undefined, machine({ platform: 'win32', env: emulated }))).message).to.include('D:\\Windows\\System32\\WindowsPowerShell');
  });

  it('refuses a PowerShell of the Store and says why', async () => {
    const error = await refusal('C:\\Program Files\\WindowsApps\\Microsoft.PowerShell_7.5.0.0_x64\\pwsh.exe', machine({ platform: 'win32' }));
    expect(error.message).to.include('Class not registered');
    expect(error.advice).to.include('MSI');
  });
});

describe('sessionEnvironment', () => {
  it('makes a relative path to the configuration of the rehearsal absolute, since sessions have a folder of their own', () => {
    expect(sessionEnvironment({ OFFLINE_SERVICING_REHEARSAL: 'faults.json' })['OFFLINE_SERVICING_REHEARSAL']).to.equal(resolve('faults.json'));
    expect(sessionEnvironment({})).not.to.have.property('OFFLINE_SERVICING_REHEARSAL');
  });

  it('keeps what is ours and takes out what breaks or redirects a session', () => {
    const env = sessionEnvironment({ PATH: '/bin', psmodulepath: '/x', PSModulePath: '/y', NODE_POWERSHELL: 'z', TERM: 'xterm' });
    expect(env).to.include({ PATH: '/bin', TERM: 'dumb', NO_COLOR: '1' });
    expect(env).not.to.have.any.keys('psmodulepath', 'PSModulePath', 'NODE_POWERSHELL');
  });
});
