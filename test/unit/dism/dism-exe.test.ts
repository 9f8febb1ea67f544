import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { DismClient } from '../../../src/dism/client.js';
import { DismError } from '../../../src/dism/dism-error.js';
import { dismExeFor, progressReader } from '../../../src/dism/dism-exe.js';
import type { ServicingError } from '../../../src/schema/errors.js';
import { StubInvoker } from '../../support/stub-invoker.js';
import { describePosix } from '../../support/posix.js';

describePosix('cleanup through dism.exe', () => {
  let folder: string;
  let percents: number[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dism-exe-'));
    percents = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A client on a host whose module has no StartComponentCleanup, with a stub as dism.exe beside the module. */
  async function oldHost(script: string, more: { signal?: AbortSignal; timeouts?: Record<string, number> } = {}): Promise<DismClient> {
    await mkdir(join(folder, 'DISM'));
    await writeFile(join(folder, 'DISM', 'dism.exe'), `#!/bin/sh\nprintf '%s\\n' "$@" > '${folder}/arguments'\n${script}\n`);
    await chmod(join(folder, 'DISM', 'dism.exe'), 0o755);
    const invoker = new StubInvoker({}, {
      cmdlets: { 'Repair-WindowsImage': ['Path', 'CheckHealth', 'ScanHealth', 'RestoreHealth'] },
      dismPath: join(folder, 'DISM', 'Dism.psd1'),
    });
    return new DismClient(invoker, {
      logPath: join(folder, 'logs', 'a.log'), scratchDirectory: join(folder, 's'), onProgress: ({ percent }) => percents.push(percent), ...more,
    });
  }

  it('passes the same wishes and reports progress', async () => {
    const dism = await oldHost(`printf '\\r[===   20.0%%   ]'; printf '\\r[==== 10'; printf '0.0%% ====]\\r\\n'; exit 0`);
    await dism.cleanupImage({ path: '/mnt/image', resetBase: true, defer: true });
    expect((await readFile(join(folder, 'arguments'), 'utf8')).trim().split('\n')).to.deep.equal([
      '/English', '/Image:/mnt/image', '/Cleanup-Image', '/StartComponentCleanup', '/ResetBase', '/Defer',
      `/LogPath:${join(folder, 'logs', 'a.log')}`, `/ScratchDir:${join(folder, 's')}`,
    ]);
    expect(percents).to.deep.equal([20, 100]);
  });

  it('fails as the cmdlet would, by the printed code or the exit code', async () => {
    const dism = await oldHost(`echo; echo '[==  10.0%  ]'; echo 'Error: 0x800f0806'; echo 'There is something pending.' ; exit 6`);
    const error = await dism.cleanupImage({ path: '/m' }).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(DismError).and.include({ hresult: '0x800f0806', symbol: 'CBS_E_PENDING', operation: 'dism.exe' });
    expect((error as DismError).details.join('\n')).to.contain('There is something pending.').and.not.contain('10.0%');
    await writeFile(join(folder, 'DISM', 'dism.exe'), '#!/bin/sh\nexit 87\n');
    expect(await dism.cleanupImage({ path: '/m' }).catch((reason: unknown) => reason)).to.include({ hresult: '0x80070057', symbol: 'E_INVALIDARG' });
    await writeFile(join(folder, 'DISM', 'dism.exe'), "#!/bin/sh\nprintf '\\r\\nError: 14098\\r\\n\\r\\nThe component store has been corrupted.\\r\\n'\nexit 14098\n");
    expect(await dism.cleanupImage({ path: '/m' }).catch((reason: unknown) => reason)).to.include({ hresult: '0x80073712' });
  });

  it('ends by the deadline and by the signal', async () => {
    const slow = await oldHost('exec sleep 600', { timeouts: { 'Repair-WindowsImage': 1 } });
    const late = await slow.cleanupImage({ path: '/m' }).catch((reason: unknown) => reason) as DismError;
    expect(late.message).to.equal('dism.exe failed: no end within 1 seconds');
    await rm(join(folder, 'DISM'), { recursive: true });
    const abort = new AbortController();
    const cancelled = (await oldHost('exec sleep 600', { signal: abort.signal })).cleanupImage({ path: '/m' }).catch((reason: unknown) => reason);
    setTimeout(() => abort.abort(), 100);
    expect((await cancelled as ServicingError).code).to.equal('cancelled');
  });

  it('says which dism.exe it could not run', async () => {
    const dism = new DismClient(new StubInvoker({}), { logPath: join(folder, 'a.log'), scratchDirectory: join(folder, 's') });
    const error = await dism.cleanupImage({ path: '/m' }).catch((reason: unknown) => reason) as ServicingError;
    expect(error.code).to.equal('backend');
    expect(error.message).to.match(/^dism\.exe could not be run: .*dism\.exe$/u);
  });
});

describe('dismExeFor', () => {
  it('falls back to the one of Windows and never looks into the working folder', () => {
    expect(dismExeFor('', { SystemRoot: 'D:\\Windows' })).to.equal('D:\\Windows\\System32\\dism.exe');
    expect(dismExeFor('/nowhere/Dism.psd1', {})).to.equal('C:\\Windows\\System32\\dism.exe');
  });
});

describe('progressReader', () => {
  it('finds each percentage once, however the output is cut', () => {
    const output = '\r[==                 4.7%                  ] \r[====            33.3%      ]\r[=====100.0%=====] done';
    for (let size = 1; size < 20; size++) {
      const seen: number[] = [];
      const read = progressReader((percent) => seen.push(percent));
      for (let at = 0; at < output.length; at += size) read(output.slice(at, at + size));
      expect(seen, `chunks of ${size}`).to.deep.equal([4.7, 33.3, 100]);
    }
  });
});
