import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { isRunning } from '../../src/files/is-running.js';
import { packageRoot } from '../../src/files/package-root.js';
import { failureOf } from '../support/failure.js';
import { LabSuite, recorder } from '../support/lab-suite.js';

describe('the first session of a run', function () {
  this.timeout(60_000);
  const lab = new LabSuite({ editions: ['Core'] });
  let powershell = '';
  let pids = '';
  let count = 0;

  // A PowerShell that says which processes were started as it.
  beforeEach(() => {
    const folder = join(lab.root, `powershell${++count}`);
    mkdirSync(folder);
    powershell = join(folder, 'pwsh');
    pids = join(folder, 'pids');
    writeFileSync(powershell, `#!/bin/sh\necho $$ >> '${pids}'\nexec '${join(packageRoot(), 'ps/host/bin/pwsh')}' "$@"\n`);
    chmodSync(powershell, 0o755);
  });

  const started = (): number[] => (existsSync(pids) ? readFileSync(pids, 'utf8').split('\n').filter(Boolean).map(Number) : []);
  const running = (): number[] => started().filter(isRunning);

  it('comes up before the question, which does not wait for it, and leaves nothing when the answer is no', async () => {
    const { events, onEvent } = recorder();
    const output = lab.nextOutput();
    const error = await failureOf(() => lab.service({ powershell, output }, {
      onEvent,
      confirm: async () => {
        while (started().length === 0) await sleep(5);
        return false;
      },
    }));
    expect([error.code, started().length, running()]).to.deep.equal(['cancelled', 1, []]);
    expect(events.map((event) => event.type)).to.not.include('session-opened');
    expect(existsSync(join(output, '..'))).to.equal(false);
  });

  it('is what the run then works with, in its folder and in its journal', async () => {
    const { events, onEvent } = recorder();
    const confirmed: string[] = [];
    const abort = new AbortController();
    const error = await failureOf(() => lab.service({ powershell, parallel: 4 }, {
      signal: abort.signal,
      confirm: async () => {
        confirmed.push(...events.map((event) => event.type));
        await Promise.resolve();
        return true;
      },
      onEvent: (event) => {
        onEvent(event);
        if (event.type === 'step-finished') abort.abort();
      },
    }));
    expect(error.code).to.equal('cancelled');
    expect(confirmed).to.not.include('session-opened');
    const [first] = events.flatMap((event) => (event.type === 'session-opened' ? [event.pid] : []));
    expect(first).to.equal(started()[0]);
    expect(events.findIndex((event) => event.type === 'session-opened')).to.be.greaterThan(events.findIndex((event) => event.type === 'run-started'));
    expect(running()).to.deep.equal([]);
  });

  it('is ended when the run is refused or cancelled before it begins', async () => {
    const wrong = await failureOf(() => lab.service({ powershell, edition: ['Nothing'] }));
    expect([wrong.exitCode, running()]).to.deep.equal([2, []]);
    const abort = new AbortController();
    const stopped = await failureOf(() => lab.service({ powershell }, { signal: abort.signal, onEvent: ({ type }) => { if (type === 'phase') abort.abort(); } }));
    expect([stopped.code, running()]).to.deep.equal(['cancelled', []]);
  });

  it('tells what is wrong with it where the run needs it', async () => {
    writeFileSync(powershell, '#!/bin/sh\nexit 3\n');
    let asked = 0;
    const error = await failureOf(() => lab.service({ powershell }, {
      confirm: async () => {
        asked += 1;
        await sleep(50);
        return true;
      },
    }));
    expect([error.code, asked]).to.deep.equal(['powershell', 1]);
  });
});
