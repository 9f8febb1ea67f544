import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { killOrphans, killTree } from '../../../src/powershell/kill-tree.js';

describe('killTree', () => {
  it('asks taskkill for the whole tree on Windows', async () => {
    const calls: unknown[] = [];
    await killTree({ pid: 4711, ownGroup: false }, { platform: 'win32', run: (file, args) => Promise.resolve(calls.push([file, args])) });
    expect(calls).to.have.length(1);
    const [[file, args]] = calls as [[string, string[]]];
    expect(file).to.match(/^[A-Z]:\\.*\\System32\\taskkill\.exe$/iu);
    expect(args).to.deep.equal(['/PID', '4711', '/T', '/F']);
  });

  it('leaves the number of a process that is gone alone on Windows, where another may have it', () => {
    killOrphans({ pid: process.pid, ownGroup: true }, 'win32');
  });

  if (process.platform !== 'win32') it('ends a process group elsewhere, and nothing without one', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { detached: true, stdio: 'ignore' });
    await once(child, 'spawn');
    await killTree({ pid: child.pid ?? 0, ownGroup: false });
    expect(child.exitCode).to.equal(null);
    await killTree({ pid: child.pid ?? 0, ownGroup: true });
    const [, signal] = await once(child, 'exit') as [number | null, string];
    expect(signal).to.equal('SIGKILL');
    killOrphans({ pid: child.pid ?? 0, ownGroup: true });
  });
});
