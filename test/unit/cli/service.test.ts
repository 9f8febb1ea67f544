import { join } from 'node:path';
import { expect } from 'chai';
import type { CliEngine } from '../../../src/cli/engine.js';
import type { ProgressLine } from '../../../src/cli/progress/progress-lines.js';
import { ServicingError } from '../../../src/schema/errors.js';
import { harness } from '../../support/cli-harness.js';
import { samplePlan, sampleResult, stampEvents } from '../../support/sample-result.js';

const inputs = ['service', '--media', 'm', '--updates', 'u', '--output', 'o'] as const;
const events = stampEvents([
  { type: 'run-started', planDigest: 'd', backend: 'rehearsal', toolVersion: '0.1.0', steps: 2, workspace: '/w', output: '/o' },
  { type: 'phase', phase: 'run' },
  { type: 'step-started', step: 'install:1/mount', target: 'install:1', title: 'Mount' },
  { type: 'step-progress', step: 'install:1/mount', target: 'install:1', percent: 40 },
  { type: 'warning', message: 'look here', target: 'install:1' },
  { type: 'step-finished', step: 'install:1/mount', target: 'install:1', durationMs: 900, facts: ['read-write'] },
  { type: 'run-finished', status: 'done', durationMs: 65_000 },
]);
const withEvents: CliEngine['serviceMedia'] = async (_request, options) => {
  await options.confirm(samplePlan());
  for (const event of events) options.onEvent(event);
  return sampleResult();
};

/** Runs until it is told to stop, as a real run does; first does what the test does meanwhile. */
const untilAborted = (meanwhile: () => void = () => undefined): CliEngine['serviceMedia'] => async (_request, { signal }) => new Promise((_resolve, reject) => {
  const stop = (): void => { reject(new ServicingError('cancelled', 'The run was cancelled')); };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  meanwhile();
});

class RunError extends ServicingError {
  readonly result = sampleResult({ status: 'failed', checks: [], errors: [{ code: 'servicing', message: 'no' }] });
}

describe('service', () => {
  it('ends with what was done, each check, where everything is, and that it was rehearsed', async () => {
    const cli = harness({ serviceMedia: withEvents });
    expect(await cli.run(...inputs)).to.equal(0);
    for (const part of ['Rehearsed and verified', '17134.1 -> 17134.165', 'passed', '4 of 4 images', '/out/media', '/out/report.html', join('/out', 'result.json'), '/out/logs']) {
      expect(cli.stdout.text).to.include(part);
    }
    expect(cli.stdout.text.replace(/\s+/gu, ' ')).to.include('It is not patched Windows');
  });

  it('writes a line for each step off a terminal, to stderr only', async () => {
    const cli = harness({ serviceMedia: withEvents });
    await cli.run(...inputs, '--json');
    expect(JSON.parse(cli.stdout.text)).to.deep.equal(sampleResult());
    expect(cli.stderr.text).to.match(/^0:00:0\d {2}install:1 {2}Started: Mount$/mu);
    expect(cli.stderr.text).to.match(/install:1 {2}Mount: Finished in 900 ms; read-write/u);
    expect(cli.stderr.text).to.include('Warning: look here');
    expect(cli.stderr.text).not.to.include('\u001b');
  });

  it('with --quiet says only warnings and errors on the way', async () => {
    const cli = harness({ serviceMedia: withEvents });
    await cli.run(...inputs, '--quiet');
    expect(cli.stderr.text.trim().split('\n')).to.have.length(1);
    expect(cli.stderr.text).to.include('look here');
  });

  it('with --ndjson streams the events and ends with the result', async () => {
    const cli = harness({ serviceMedia: withEvents });
    expect(await cli.run(...inputs, '--ndjson')).to.equal(0);
    const lines = cli.stdout.text.trimEnd().split('\n').map((line) => JSON.parse(line) as { type: string });
    expect(lines.slice(0, -1).filter(({ type }) => type !== 'progress')).to.deep.equal(events);
    expect(lines.at(-1)).to.deep.equal({ v: 1, type: 'result', result: sampleResult() });
  });

  it('with --ndjson sums up between the events where the run stands', async () => {
    const cli = harness({ serviceMedia: withEvents });
    await cli.run(...inputs, '--ndjson');
    const lines = cli.stdout.text.trimEnd().split('\n').map((line) => JSON.parse(line) as ProgressLine);
    const told = lines.filter(({ type }) => type === 'progress');
    const [first, last] = [told[0], told.at(-1)];
    expect(first).to.include({ v: 1, phase: 'Starting', percent: 0, stepsDone: 0, stepsTotal: samplePlan().steps.length });
    expect(first?.secondsRemaining).to.equal(samplePlan().estimate.seconds);
    const atWork = told.flatMap(({ targets }) => targets).find(({ state }) => state === 'running');
    expect(atWork).to.include({ target: 'install:1' });
    expect(last?.stepsDone).to.equal(1);
    expect(last?.percent).to.be.within(1, 99);
  });

  it('with --ndjson ends with the error, also when nothing was started', async () => {
    const cli = harness();
    expect(await cli.run('service', '--ndjson')).to.equal(2);
    const lines = cli.stdout.text.trimEnd().split('\n').map((line) => JSON.parse(line) as { type: string; error: { code: string } });
    expect(lines).to.have.length(1);
    expect(lines[0]).to.include({ v: 1, type: 'error' });
  });

  it('gives a failed run its exit code, its result and its error', async () => {
    const failing: CliEngine['serviceMedia'] = async () => Promise.reject(new RunError('servicing', 'no', { hresult: '0x800f0922', target: 'install:1' }));
    const cli = harness({ serviceMedia: failing });
    expect(await cli.run(...inputs)).to.equal(4);
    expect(cli.stdout.text).to.equal('');
    expect(cli.stderr.text).to.include('Servicing failed').and.to.include('0x800f0922').and.to.include('install:1');
    const json = harness({ serviceMedia: failing });
    expect(await json.run(...inputs, '--json')).to.equal(4);
    expect(Object.keys(JSON.parse(json.stdout.text) as object)).to.deep.equal(['error', 'result']);
  });

  it('--dry-run plans and services nothing', async () => {
    const cli = harness({ serviceMedia: async () => Promise.reject(new Error('must not run')) });
    expect(await cli.run(...inputs, '--dry-run')).to.equal(0);
    expect(cli.stdout.text).to.include('Plan for Windows build 17134');
  });

  it('refuses --json together with --ndjson', async () => {
    expect(await harness().run(...inputs, '--json', '--ndjson')).to.equal(2);
  });
});

describe('the question before service', () => {
  const asking: CliEngine['serviceMedia'] = async (_request, options) => {
    if (!await options.confirm(samplePlan())) throw new ServicingError('cancelled', 'Not started');
    return sampleResult();
  };

  async function answer(reply: string | undefined, ...more: string[]): Promise<{ code: number; stderr: string }> {
    const cli = harness({ serviceMedia: asking });
    cli.stdin.isTTY = true;
    cli.stderr.isTTY = true;
    cli.env['TERM'] = 'dumb';
    if (reply === undefined) cli.stdin.end();
    else cli.stdin.write(reply);
    return { code: await cli.run(...inputs, ...more), stderr: cli.stderr.text };
  }

  it('shows the plan and goes on after yes or Enter', async () => {
    for (const reply of ['y\n', '\n', 'YES\n']) {
      const { code, stderr } = await answer(reply);
      expect(code).to.equal(0);
      expect(stderr).to.include('Plan for Windows build 17134').and.to.include('Go on?');
    }
  });

  it('starts nothing after anything else, or when the input ends', async () => {
    expect((await answer('n\n')).code).to.equal(130);
    expect((await answer('what?\n')).code).to.equal(130);
    expect((await answer(undefined)).code).to.equal(130);
  });

  it('is not asked on a build server that gives its jobs a terminal; nothing is drawn there', async () => {
    const cli = harness({ serviceMedia: asking });
    Object.assign(cli.stdin, { isTTY: true });
    Object.assign(cli.stderr, { isTTY: true });
    Object.assign(cli.env, { TERM: 'xterm', CI: 'true', NO_COLOR: '1' });
    cli.stdin.write('n\n');
    expect(await cli.run(...inputs)).to.equal(0);
    expect(cli.stderr.text).to.not.match(/Go on\?|\u001b/u);
  });

  it('is not asked with --yes, nor for machines', async () => {
    for (const flag of ['--yes', '--json', '--ndjson']) {
      const { code, stderr } = await answer('n\n', flag);
      expect(code).to.equal(0);
      expect(stderr).not.to.include('Go on?');
    }
  });
});

describe('interrupting service', () => {
  it('the first Ctrl+C aborts the run, and the exit code is 130', async () => {
    const cli = harness({ serviceMedia: untilAborted(() => { cli.interrupt(); }) });
    expect(await cli.run(...inputs)).to.equal(130);
    expect(cli.stderr.text).to.include('finishing cleanly').and.to.include('again to stop at once');
    expect(cli.exits).to.deep.equal([]);
  });

  it('the second Ctrl+C ends the process at once', async () => {
    const cli = harness({ serviceMedia: untilAborted(() => { cli.interrupt(); cli.interrupt(); }) });
    await cli.run(...inputs);
    expect(cli.exits).to.deep.equal([130]);
  });

  it('one that comes when the run is over does not keep its result from being written', async () => {
    const cli = harness();
    expect(await cli.run(...inputs)).to.equal(0);
    const shown = cli.stderr.text;
    cli.interrupt();
    expect([cli.exits, cli.stderr.text]).to.deep.equal([[], shown]);
    cli.interrupt();
    expect(cli.exits).to.deep.equal([130]);
  });

  it('with --control stdin a line "cancel" is the first Ctrl+C', async () => {
    const cli = harness({ serviceMedia: untilAborted() });
    const ended = cli.run(...inputs, '--control', 'stdin');
    cli.stdin.write('status\ncancel\n');
    expect(await ended).to.equal(130);
    expect(cli.stderr.text).to.include('Cancelled by the caller');
  });

  it('with --control stdin the end of input is the first Ctrl+C', async () => {
    const cli = harness({ serviceMedia: untilAborted() });
    const ended = cli.run(...inputs, '--control', 'stdin');
    cli.stdin.end();
    expect(await ended).to.equal(130);
  });

  it('without --control the end of input means nothing', async () => {
    const cli = harness();
    cli.stdin.end();
    expect(await cli.run(...inputs)).to.equal(0);
  });
});
