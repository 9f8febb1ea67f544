import { execFile } from 'node:child_process';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { SessionError } from '../../src/powershell/errors.js';
import type { PowerShellSession } from '../../src/powershell/session.js';
import { isRunning } from '../../src/files/is-running.js';
import { call, errorOf, SessionRig, support, until } from '../support/sessions.js';

const run = promisify(execFile);

describe('session over node-powershell, with a stand-in interpreter', () => {
  const rig = new SessionRig();
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown): void => void rejections.push(reason);

  before(() => process.on('unhandledRejection', onRejection));
  after(() => process.off('unhandledRejection', onRejection));
  afterEach(async () => {
    delete process.env['FAKE_POWERSHELL_START'];
    delete process.env['NODE_POWERSHELL'];
    await rig.cleanUp();
    rig.log.length = 0;
    expect(rejections.splice(0)).to.deep.equal([]);
  });

  const faulty = async (fault: string, parameters: Record<string, unknown> = {}, session?: PowerShellSession): ReturnType<typeof call> =>
    await call(session ?? (await rig.fake()), 'Get-WindowsImage', { fault, ...parameters });
  const fails = async (fault: string, parameters: Record<string, unknown> = {}): Promise<SessionError> =>
    await errorOf(SessionError, faulty(fault, parameters));

  describe('start', () => {
    it('tells what it found', async () => {
      const session = await rig.fake();
      expect(session.handshake).to.include({ protocol: 1, edition: 'Desktop', backend: 'rehearsal', executable: support('fake-powershell.mjs') });
      expect(session.handshake.cmdlets).to.deep.equal({ 'Get-WindowsImage': ['ImagePath'] });
      expect(session.state).to.equal('ready');
    });

    it('starts without profile and without questions', async () => {
      const { output } = await call(await rig.fake(), 'Get-WindowsImage');
      expect(output[0]?.['arguments']).to.include.members(['-NoProfile', '-NonInteractive', '-NoExit', '-Command', '-']);
    });

    it('does not follow NODE_POWERSHELL', async () => {
      process.env['NODE_POWERSHELL'] = '/bin/false';
      const session = await rig.fake();
      expect(session.state).to.equal('ready');
    });

    it('fails cleanly when the executable is missing', async () => {
      const error = await errorOf(SessionError, rig.fake({ executable: '/nonexistent/pwsh' }));
      expect(error).to.include({ reason: 'start', code: 'powershell' });
      expect(error.message).to.include('ENOENT');
    });

    it('searches no PATH', async () => {
      expect((await errorOf(SessionError, rig.fake({ executable: 'pwsh' }))).message).to.include('absolute path');
    });

    it('fails cleanly when the executable cannot be run', async () => {
      const file = join(await rig.folder(), 'pwsh');
      await writeFile(file, 'not a program');
      await chmod(file, 0o755);
      expect(await errorOf(SessionError, rig.fake({ executable: file }))).to.include({ reason: 'start' });
    });

    for (const [fault, message] of [
      ['exit', /ended with exit code 4/u],
      ['error', /The module was not loaded/u],
      ['backend', /is native, not rehearsal/u],
      ['protocol', /does not fit the protocol/u],
      ['silent', /without a result/u],
    ] as const) {
      it(`fails when the handshake goes wrong: ${fault}`, async () => {
        process.env['FAKE_POWERSHELL_START'] = fault;
        const error = await errorOf(SessionError, rig.fake());
        expect(error.reason).to.equal('start');
        expect(error.message).to.match(message);
      });
    }

    it('gives up a start that takes too long, and one that is cancelled', async () => {
      process.env['FAKE_POWERSHELL_START'] = 'hang';
      expect(await errorOf(SessionError, rig.fake({ startTimeoutMs: 300 }))).to.include({ reason: 'start' });
      expect(await errorOf(SessionError, rig.fake({ signal: AbortSignal.timeout(200) }))).to.include({ reason: 'cancelled', code: 'cancelled' });
      expect(await errorOf(SessionError, rig.fake({ signal: AbortSignal.abort() }))).to.include({ reason: 'cancelled' });
    });
  });

  describe('answers', () => {
    it('arrive when everything comes in one chunk', async () => {
      const session = await rig.fake();
      expect((await faulty('coalesce', {}, session)).output).to.have.length(1);
      expect(rig.log).to.deep.equal(['noise', 'late text']);
      expect(session.state).to.equal('ready');
      expect((await call(session, 'Get-WindowsImage')).output).to.have.length(1);
    });

    for (const fault of ['crlf', 'split', 'partial-frame', 'garbage', 'chunks', 'flood']) {
      it(`arrive whole despite: ${fault}`, async () => {
        const session = await rig.fake();
        expect((await faulty(fault, { text: 'é\u{1F600}\u0000' }, session)).output[0]?.['parameters']).to.deep.equal({ text: 'é\u{1F600}\u0000' });
        expect((await call(session, 'Get-WindowsImage', { n: 2 })).output[0]?.['parameters']).to.deep.equal({ n: 2 });
      });
    }

    it('leave noise and stderr to the log', async () => {
      await faulty('garbage');
      expect(rig.log).to.include('garbage without a newline#osf:ffffffffffffffffffffffff:{"v":1}');
      // Nothing orders the two streams.
      await until('stderr has come', () => rig.log.includes('WARNING: noise on stderr'));
    });

    it('are all that a session writes', async () => {
      const session = await rig.fake();
      for (let n = 0; n < 20; n += 1) await call(session, 'Get-WindowsImage');
      await session.close();
      expect(rig.log).to.deep.equal([]);
    });

    for (const fault of ['broken-frame', 'unknown-frame', 'lost-frame', 'bad-spool', 'wrong-id', 'empty']) {
      it(`are never made up: ${fault}`, async () => {
        const session = await rig.fake();
        const error = await errorOf(SessionError, faulty(fault, {}, session));
        expect(error).to.include({ reason: 'protocol', code: 'session' });
        expect(session.state).to.be.oneOf(['poisoned', 'closed']);
      });
    }

    it('may be asked for with more than a pipe holds', async () => {
      const text = 'x'.repeat(10 * 1024 * 1024);
      const { output } = await call(await rig.fake(), 'Get-WindowsImage', { text });
      expect((output[0]?.['parameters'] as { text: string }).text.length).to.equal(text.length);
      expect(await readdir(await rig.folder())).to.deep.equal([]);
    });
  });

  describe('a process that ends', () => {
    for (const code of [0, 3, 143]) {
      it(`with exit code ${code} in mid-command is a lost session`, async () => {
        expect(await fails('exit', { code })).to.include({ reason: 'lost', code: 'session' });
      });
    }

    it('by a signal in mid-command is a lost session', async () => {
      const error = await fails('kill');
      expect(error.reason).to.equal('lost');
      expect(error.message).to.include('SIGKILL');
    });

    it('while idle is seen', async () => {
      const session = await rig.fake();
      await faulty('die-later', {}, session);
      expect(await session.closed).to.deep.include({ signal: 'SIGKILL' });
      expect(session.state).to.equal('closed');
      expect(await errorOf(SessionError, call(session, 'Get-WindowsImage'))).to.include({ reason: 'lost' });
    });
  });

  describe('stopping', () => {
    it('keeps the deadline of a cmdlet that hangs, and a fresh session works', async () => {
      const session = await rig.fake();
      const error = await errorOf(SessionError, call(session, 'Get-WindowsImage', { fault: 'hang' }, { deadlineMs: 200 }));
      expect(error).to.include({ reason: 'deadline', code: 'session' });
      expect(isRunning(session.handshake.pid)).to.equal(false);
      expect((await call(await rig.fake(), 'Get-WindowsImage')).output).to.have.length(1);
    });

    it('cancels a cmdlet that looks', async () => {
      const session = await rig.fake();
      const stop = new AbortController();
      const error = await errorOf(SessionError, call(session, 'Get-WindowsImage', { fault: 'obey' }, { signal: stop.signal, onWarning: () => { stop.abort(); } }));
      expect(error).to.include({ reason: 'cancelled', code: 'cancelled' });
      expect(session.state).to.equal('poisoned');
      expect(await readdir(await rig.folder())).to.deep.equal([]);
    });

    it('refuses a call whose signal was aborted before, and stays usable', async () => {
      const session = await rig.fake();
      expect(await errorOf(SessionError, call(session, 'Get-WindowsImage', {}, { signal: AbortSignal.abort() }))).to.include({ reason: 'cancelled' });
      expect(session.state).to.equal('ready');
    });

    it('settles one running and two waiting calls on close', async () => {
      const session = await rig.fake();
      let working = false;
      const calls = [1, 2, 3].map(() => errorOf(SessionError, call(session, 'Get-WindowsImage', { fault: 'obey' }, { onWarning: () => { working = true; } })));
      await until('a call runs', () => working);
      await session.close();
      expect((await Promise.all(calls)).map((error) => error.reason)).to.deep.equal(['closed', 'closed', 'closed']);
      expect(session.state).to.equal('closed');
    });

    it('closes politely, twice if asked, and ends a process that does not listen', async () => {
      const polite = await rig.fake();
      await Promise.all([polite.close(), polite.close()]);
      expect(await polite.closed).to.deep.equal({ stderr: [] });
      const deaf = await rig.fake();
      const running = errorOf(SessionError, faulty('hang', {}, deaf));
      await deaf.kill();
      expect((await running).reason).to.equal('lost');
      await deaf.close();
      expect(isRunning(deaf.handshake.pid)).to.equal(false);
    });
  });

  it('runs calls one after another, in the order of asking', async () => {
    const session = await rig.fake();
    const order: number[] = [];
    await Promise.all([30, 0, 10].map(async (ms, n) => {
      await call(session, 'Get-WindowsImage', { ms });
      order.push(n);
    }));
    expect(order).to.deep.equal([0, 1, 2]);
  });

  it('prints nothing to stdout under DEBUG=*, and lets the process end', async () => {
    const program = `
      const { PowerShellSession } = await import(${JSON.stringify(new URL('../../src/powershell/session.js', import.meta.url).href)});
      const session = await PowerShellSession.open(${JSON.stringify({
        executable: support('fake-powershell.mjs'), backend: 'rehearsal', workspace: await rig.folder(),
      })});
      await session.invoke({ cmdlet: 'Get-WindowsImage', parameters: {}, deadlineMs: 60000 });
      await session.close();`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { env: { ...process.env, DEBUG: '*' }, timeout: 60_000 });
    expect(stdout).to.equal('');
  });
});
