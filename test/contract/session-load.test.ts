import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { SessionPool } from '../../src/powershell/pool.js';
import type { PowerShellSession } from '../../src/powershell/session.js';
import { call, SessionRig } from '../support/sessions.js';

/** Resident memory of a process, in MiB. */
function residentMiB(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

describe('session under load', () => {
  const rig = new SessionRig();
  let session: PowerShellSession;
  before(async () => (session = await rig.real()));
  after(async () => await rig.cleanUp());

  it('returns 50,000 objects through a file', async () => {
    const { output } = await call(session, 'Get-TestPackage', { Count: 50_000 });
    expect(output).to.have.length(50_000);
    expect(output[49_999]).to.deep.equal({
      $type: 'TestPackage', PackageName: 'Package_49999', PackageState: 'Installed', Index: 49_999, Size: 9007199254740991,
      InstallTime: '2018-07-10T06:57:00.000Z', Online: false, Path: 'C:\\mount\\x', LogPath: null,
    });
    expect(session.usage.bytes).to.be.lessThan(32_768);
  });

  it('projects a long list as it projects the same objects a few at a time', async () => {
    const { output } = await call(session, 'Get-TestMixture', { Count: 150 });
    const few = [];
    for (const From of [0, 50, 100]) few.push(...(await call(session, 'Get-TestMixture', { From, Count: 50 })).output);
    expect(output).to.deep.equal(few);
    expect(output[8]).to.include({ Text: null, None: null, Whole: -8, Maybe: 8, Colour: 'DarkGray', Always: 'Installed', Truth: true });
  });

  it('returns one answer of 10 MB, and takes it back', async () => {
    const text = `${'Plain text of a description, mostly. '.repeat(10)}é"\\\u{1F600}\n`.repeat(28_000);
    const { output } = await call(session, 'Get-TestEcho', { Text: text });
    expect(output[0]?.['Text'] === text).to.equal(true);
  });

  it('keeps its memory flat over 2,000 calls, on both sides', async () => {
    const calls = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n += 1) await call(session, 'Get-WindowsEdition', { Path: `C:\\mount\\${n}` });
    };
    await calls(300);
    const before = { session: residentMiB(session.handshake.pid), heap: process.memoryUsage().heapUsed };
    await calls(1_700);
    expect(residentMiB(session.handshake.pid) - before.session).to.be.lessThan(100);
    expect(process.memoryUsage().heapUsed - before.heap).to.be.lessThan(32 * 1024 * 1024);
    expect(session.state).to.equal('ready');
  });

  it('is replaced by the pool when it has done much', async () => {
    const pids = new Set<number>();
    const pool = new SessionPool({ size: 1, open: () => rig.fake(), maxCalls: 3 });
    for (let n = 0; n < 7; n += 1) {
      await pool.use(async (lent) => {
        pids.add(lent.handshake.pid);
        await call(lent, 'Get-WindowsImage');
      });
    }
    expect(pids.size).to.equal(3);
    await pool.close();
  });
});
