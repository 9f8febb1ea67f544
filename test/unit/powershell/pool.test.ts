import { expect } from 'chai';
import { SessionError } from '../../../src/powershell/errors.js';
import { SessionPool } from '../../../src/powershell/pool.js';
import type { PowerShellSession, SessionState } from '../../../src/powershell/session.js';

/** What the pool sees of a session. */
class Stub {
  state: SessionState = 'ready';
  usage = { calls: 0, bytes: 0 };
  closed = 0;
  readonly name: number;
  constructor(name: number) {
    this.name = name;
  }
  async close(): Promise<void> {
    this.closed += 1;
    this.state = 'closed';
    await Promise.resolve();
  }
}

describe('SessionPool', () => {
  let opened: Stub[];
  let failures: Error[];
  beforeEach(() => {
    opened = [];
    failures = [];
  });

  const poolOf = (size: number): SessionPool =>
    new SessionPool({
      size,
      maxCalls: 5,
      maxBytes: 100,
      open: async () => {
        await Promise.resolve();
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
        const stub = new Stub(opened.length);
        opened.push(stub);
        return stub as unknown as PowerShellSession;
      },
    });
  const stubOf = (session: PowerShellSession): Stub => session as unknown as Stub;
  const gate = (): { open: () => void; passed: Promise<void> } => {
    let open!: () => void;
    const passed = new Promise<void>((resolve) => (open = resolve));
    return { open, passed };
  };
  const tick = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

  it('opens sessions as they are needed and lends each to one caller', async () => {
    const pool = poolOf(2);
    const gates = [gate(), gate(), gate()];
    const order: string[] = [];
    const uses = gates.map((door, n) =>
      pool.use(async (session) => {
        order.push(`${n} on ${stubOf(session).name}`);
        await door.passed;
      }),
    );
    await tick();
    expect(order).to.deep.equal(['0 on 0', '1 on 1']);
    gates[1]?.open();
    await tick();
    expect(order).to.deep.equal(['0 on 0', '1 on 1', '2 on 1']);
    for (const door of gates) door.open();
    await Promise.all(uses);
    expect(opened).to.have.length(2);
    await pool.close();
    expect(opened.map((stub) => stub.closed)).to.deep.equal([1, 1]);
  });

  it('serves waiting callers first come, first served, and lets one leave', async () => {
    const pool = poolOf(1);
    const door = gate();
    const leaving = new AbortController();
    const order: number[] = [];
    const first = pool.use(async () => await door.passed);
    const others = [1, 2, 3].map((n) => pool.use(async () => void order.push(n), n === 2 ? leaving.signal : undefined));
    const left = others[1]?.catch((error: unknown) => error);
    leaving.abort();
    door.open();
    await Promise.all([first, others[0], others[2]]);
    expect(await left).to.be.instanceOf(SessionError).and.include({ reason: 'cancelled' });
    expect(order).to.deep.equal([1, 3]);
    expect(await pool.use(async () => 4, AbortSignal.abort()).catch((error: unknown) => error)).to.include({ reason: 'cancelled' });
  });

  it('replaces sessions that are lost, poisoned or worn', async () => {
    const pool = poolOf(1);
    const changes: ((stub: Stub) => void)[] = [
      (stub) => (stub.state = 'poisoned'),
      (stub) => (stub.state = 'closed'),
      (stub) => (stub.usage = { calls: 5, bytes: 0 }),
      (stub) => (stub.usage = { calls: 0, bytes: 100 }),
      (stub) => (stub.usage = { calls: 4, bytes: 99 }),
    ];
    for (const change of changes) await pool.use(async (session) => change(stubOf(session)));
    expect(opened.map((stub) => stub.closed)).to.deep.equal([1, 1, 1, 1, 0]);
    const last = opened[4];
    if (last !== undefined) last.state = 'closed';
    await pool.use(async (session) => expect(stubOf(session).name).to.equal(5));
  });

  it('gives the error of a start to the one who needed it, and the turn to the next', async () => {
    const pool = poolOf(1);
    failures.push(new Error('no start'));
    const results = await Promise.allSettled([pool.use(async () => 1), pool.use(async () => 2)]);
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : (result.reason as Error).message))).to.deep.equal(['no start', 2]);
  });

  it('passes on what the work throws, with the session kept', async () => {
    const pool = poolOf(1);
    const thrown = await pool.use(async () => { throw new RangeError('work'); }).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(RangeError);
    await pool.use(async (session) => expect(stubOf(session).name).to.equal(0));
  });

  it('closes everything, and refuses those who wait or come later', async () => {
    const pool = poolOf(1);
    const door = gate();
    const running = pool.use(async () => await door.passed);
    const waiting = pool.use(async () => 1).catch((error: unknown) => error);
    await tick();
    await pool.close();
    expect(opened[0]?.closed).to.equal(1);
    expect(await waiting).to.include({ reason: 'closed' });
    expect(await pool.use(async () => 1).catch((error: unknown) => error)).to.include({ reason: 'closed' });
    door.open();
    await running;
  });

  it('waits on close for a session that is just coming up, and closes it', async () => {
    const coming = gate();
    const stub = new Stub(0);
    const pool = new SessionPool({
      size: 1,
      open: async () => {
        await coming.passed;
        return stub as unknown as PowerShellSession;
      },
    });
    const use = pool.use(async () => 1).catch((error: unknown) => error);
    await tick();
    const closing = pool.close();
    expect(await use).to.include({ reason: 'closed' });
    coming.open();
    await closing;
    expect(stub.closed).to.equal(1);
  });

  it('opens sessions before they are needed, no more than its size, those that are lent and coming counted', async () => {
    const pool = poolOf(3);
    pool.warm(2);
    pool.warm(2);
    await tick();
    expect(opened).to.have.length(2);
    const doors = [gate(), gate(), gate()];
    const uses = doors.map((door) => pool.use(async () => await door.passed));
    pool.warm(9);
    await tick();
    expect(opened).to.have.length(3);
    for (const door of doors) door.open();
    await Promise.all(uses);
    await pool.close();
    expect(opened.map((stub) => stub.closed)).to.deep.equal([1, 1, 1]);
    pool.warm(3);
    await tick();
    expect(opened).to.have.length(3);
  });

  it('lends the session that is coming up instead of opening another', async () => {
    const pool = poolOf(2);
    pool.warm(1);
    await pool.use(async (session) => expect(stubOf(session).name).to.equal(0));
    expect(opened).to.have.length(1);
  });

  it('opens another for one who came when the start of a caller who gave up was about to fail', async () => {
    const door = gate();
    let opens = 0;
    const pool = new SessionPool({
      size: 2,
      open: async () => {
        opens += 1;
        if (opens > 1) return new Stub(opens) as unknown as PowerShellSession;
        await door.passed;
        throw new Error('interrupted');
      },
    });
    const abort = new AbortController();
    const gaveUp = pool.use(async () => Promise.resolve('used'), abort.signal).catch((error: unknown) => (error as SessionError).reason);
    await tick();
    abort.abort();
    const cleaning = pool.use(async (session) => Promise.resolve(stubOf(session).name));
    await tick();
    door.open();
    expect(await Promise.all([gaveUp, cleaning])).to.deep.equal(['cancelled', 2]);
    await pool.close();
  });

  it('is silent about one that did not come up before it was needed', async () => {
    const pool = poolOf(1);
    failures.push(new Error('at first'));
    pool.warm(1);
    await tick();
    expect(await pool.use(async () => 1)).to.equal(1);
    const unlucky = poolOf(1);
    failures.push(new Error('at first'), new Error('again'));
    unlucky.warm(1);
    expect(await unlucky.use(async () => 1).catch((error: unknown) => error)).to.include({ message: 'again' });
  });

  it('lends a session that comes back before the new one is up', async () => {
    const door = gate();
    const coming = gate();
    let starts = 0;
    const pool = new SessionPool({
      size: 2,
      open: async () => {
        const stub = new Stub(starts++);
        if (starts === 2) await coming.passed;
        return stub as unknown as PowerShellSession;
      },
    });
    const first = pool.use(async () => await door.passed);
    const second = pool.use(async (session) => stubOf(session).name);
    await tick();
    door.open();
    expect([await first, await second]).to.deep.equal([undefined, 0]);
    coming.open();
    await tick();
    expect(await Promise.all([0, 1].map(() => pool.use(async (session) => stubOf(session).name)))).to.have.members([0, 1]);
  });

  it('lends a fresh session: one that has done nothing, after the idle ones that have were ended', async () => {
    const pool = poolOf(2);
    await pool.use(async (session) => { stubOf(session).usage = { calls: 1, bytes: 1 }; });
    pool.warm(2);
    await tick();
    await pool.useFresh(async (session) => {
      expect([stubOf(session).name, opened[0]?.closed]).to.deep.equal([1, 1]);
      stubOf(session).usage = { calls: 1, bytes: 1 };
    });
    await pool.useFresh(async (session) => expect([stubOf(session).name, opened[1]?.closed]).to.deep.equal([2, 1]));
  });

  it('lets a caller leave whose session is still coming up, and keeps that for the next', async () => {
    const pool = poolOf(1);
    const leaving = new AbortController();
    const use = pool.use(async () => 1, leaving.signal).catch((error: unknown) => error);
    await Promise.resolve();
    leaving.abort();
    expect(await use).to.include({ reason: 'cancelled' });
    expect(await pool.use(async (session) => stubOf(session).name)).to.equal(0);
  });

  it('tells a session that is coming up when the pool is closed', async () => {
    let told = false;
    const pool = new SessionPool({
      size: 1,
      open: async (signal) => await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          told = true;
          reject(new Error('not wanted any more'));
        });
      }),
    });
    const use = pool.use(async () => 1).catch((error: unknown) => error);
    await tick();
    await pool.close();
    expect([told, ((await use) as SessionError).reason]).to.deep.equal([true, 'closed']);
  });
});
