import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { findPowerShell } from '../../src/powershell/find-powershell.js';
import { LineSplitter } from '../../src/powershell/line-splitter.js';
import { isRunning } from '../../src/files/is-running.js';
import { testPowerShells } from '../support/full-powershell.js';
import { SessionRig, support, until } from '../support/sessions.js';

describe('session of a client that is interrupted', () => {
  const rig = new SessionRig();
  const clients: ChildProcess[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) client.kill('SIGKILL');
    await rig.cleanUp();
  });

  /** A client in a process group of its own, as a shell starts it; with a PowerShell that is named, one that stays after its call. Its call goes on until `file` is there. */
  async function client(milliseconds: number, { executable, file = '' }: { executable?: string; file?: string } = {}): Promise<{ pid: number; said: string[]; ended: Promise<unknown> }> {
    const options = {
      executable: executable ?? (await findPowerShell({})).executable,
      backend: 'rehearsal',
      dismPath: support('dism'),
      workspace: await rig.folder(),
      extra: { module: support('TestCmdlets.psm1'), cmdlets: ['Invoke-TestWork'] },
    };
    const script = fileURLToPath(new URL('../support/session-client.js', import.meta.url));
    const child = spawn(process.execPath, [script, JSON.stringify(options), String(milliseconds), executable === undefined ? '' : 'stay', file], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
    clients.push(child);
    const said: string[] = [];
    const splitter = new LineSplitter((line) => said.push(line));
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => splitter.push(chunk));
    return { pid: child.pid ?? 0, said, ended: new Promise((resolve) => child.once('close', resolve)) };
  }

  it('goes on when Ctrl+C reaches the whole group', async () => {
    const file = join(await rig.folder(), 'go-on');
    const { pid, said, ended } = await client(100, { file });
    await until('the cmdlet works', () => said.includes('working'));
    process.kill(-pid, 'SIGINT');
    await until('the client has noticed', () => said.includes('interrupted'));
    writeFileSync(file, '');
    await ended;
    expect(said.slice(1)).to.deep.equal(['working', 'interrupted', 'result worked', 'state ready']);
  });

  for (const { name, executable } of testPowerShells()) {
    it(`ends when its client is killed between two calls, though it keeps a thread for them: ${name}`, async () => {
      const { pid, said } = await client(0, { executable });
      await until('a call is over', () => said.includes('state ready'));
      const session = Number(/^session (\d+)$/u.exec(said[0] ?? '')?.[1]);
      process.kill(pid, 'SIGKILL');
      await until('the session is gone', () => !isRunning(session));
    });
  }

  it('ends when the client is gone', async () => {
    const { pid, said } = await client(60_000);
    await until('the cmdlet works', () => said.includes('working'));
    const session = Number(/^session (\d+)$/u.exec(said[0] ?? '')?.[1]);
    expect(isRunning(session)).to.equal(true);
    process.kill(pid, 'SIGKILL');
    await until('the session is gone', () => !isRunning(session));
  });
});
