import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, symlinkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { isRunning } from '../../../src/files/is-running.js';
import { acquireLock, lockOwner } from '../../../src/files/lock.js';
import { failureOf, temporaryFolder } from './temp-folder.js';

const lockModule = new URL('../../../src/files/lock.js', import.meta.url).href;

/** Another process that takes the lock and holds it until it is killed. */
async function holder(folder: string): Promise<ChildProcess> {
  const script = `import { acquireLock } from ${JSON.stringify(lockModule)};
    await acquireLock(process.argv[1], { purpose: 'service' });
    process.stdout.write('held\\n'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

describe('files/lock', () => {
  const folder = temporaryFolder();

  it('lets one in, names it to the next, and leaves nothing behind', async () => {
    const output = join(folder(), 'deep', 'output');
    const lock = await acquireLock(output, { purpose: 'service' });
    expect(await lockOwner(output)).to.include({ pid: process.pid, purpose: 'service' });
    const error = await failureOf(() => acquireLock(output, { purpose: 'resume' }));
    expect(error).to.include({ code: 'busy' });
    expect(error.message).to.contain(String(process.pid)).and.to.match(/service, started \d{4}-/u);
    await lock.release();
    await lock.release();
    expect(readdirSync(join(folder(), 'deep'))).to.deep.equal([]);
    await (await acquireLock(output, { purpose: 'again' })).release();
  });

  it('is one lock for all paths to a folder', async () => {
    mkdirSync(join(folder(), 'real'));
    symlinkSync(join(folder(), 'real'), join(folder(), 'link'), 'junction');
    const lock = await acquireLock(join(folder(), 'real'), { purpose: 'a' });
    expect(await failureOf(() => acquireLock(join(folder(), 'link'), { purpose: 'b' }))).to.include({ code: 'busy' });
    expect(await failureOf(() => acquireLock(join(folder(), 'link'), { purpose: 'b', advice: 'Take --workspace.' }))).to.include({ advice: 'Take --workspace.' });
    await lock.release();
  });

  it('refuses while another process lives, and takes over at once when it was killed', async () => {
    const output = join(folder(), 'out');
    const child = await holder(output);
    const error = await failureOf(() => acquireLock(output, { purpose: 'b' }));
    expect(error).to.include({ code: 'busy' });
    expect(error.message).to.contain(`process ${child.pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(`${output}.lock`)).to.equal(true);
    const lock = await acquireLock(output, { purpose: 'b' });
    expect(await lockOwner(output)).to.include({ pid: process.pid });
    await lock.release();
  });

  it('does not count what is left of a process that has ended', async function () {
    if (process.platform !== 'linux') this.skip();
    // The child of a process that does not ask for its exit code.
    const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [said] = await once(parent.stdout, 'data') as [Buffer];
      const remains = Number(said.toString());
      while (isRunning(remains)) await sleep(10);
      expect(existsSync(`/proc/${remains}`)).to.equal(true);
      expect(isRunning(parent.pid ?? 0)).to.equal(true);
    } finally {
      parent.kill();
    }
  });

  it('tells its holder when the lock was taken away', async () => {
    const output = join(folder(), 'lost');
    const lock = await acquireLock(output, { purpose: 'a', heartbeatMs: 1000 });
    rmSync(`${output}.lock`, { recursive: true });
    if (!lock.signal.aborted) await once(lock.signal, 'abort');
    expect(lock.signal.reason).to.include({ code: 'busy' });
    await lock.release();
  });
});
