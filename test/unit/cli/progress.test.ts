import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import sinon from 'sinon';
import { LineView } from '../../../src/cli/progress/line-view.js';
import { ProgressModel } from '../../../src/cli/progress/progress-model.js';
import type { TargetProgress } from '../../../src/cli/progress/progress-model.js';
import { frameLines } from '../../../src/cli/progress/frame.js';
import { TerminalView } from '../../../src/cli/progress/terminal-view.js';
import { createStyle } from '../../../src/cli/render/style.js';
import { displayWidth, fit, wrap } from '../../../src/cli/render/text.js';
import type { RunEventBody } from '../../../src/schema/event.js';
import { Capture } from '../../support/cli-harness.js';
import { samplePlan, stampEvents } from '../../support/sample-result.js';

const started: RunEventBody = { type: 'step-started', step: 'install:1/mount', target: 'install:1', title: 'Mount' };
const finished: RunEventBody = { type: 'step-finished', step: 'install:1/mount', target: 'install:1', durationMs: 60_000, facts: [] };
const plain = createStyle(false);

/** What a terminal shows after the output: only the sequences that the view uses. */
function screen(text: string): string[] {
  const lines: string[] = [''];
  let row = 0;
  const tokens = text.matchAll(/\u001b\[\d*[A-Za-z]|\n|\r|[^\u001b\n\r]+/gu);
  for (const [token] of tokens) {
    if (/^.\[\d+A$/u.test(token)) row -= Number.parseInt(token.slice(2), 10);
    else if (token === '\n') row += 1;
    else if (token === '\u001b[J') lines.length = row + 1, lines[row] = '';
    else if (token === '\u001b[K' || token === '\r') continue;
    else if (!token.startsWith('\u001b')) lines[row] = token;
    while (lines.length <= row) lines.push('');
  }
  return lines.filter((line) => line !== '');
}

describe('the progress of a run', () => {
  it('shows the bytes of a copy, of a step and of a phase', () => {
    const model = new ProgressModel(0);
    model.setPlan(samplePlan());
    const bytes = { done: 3 * 2 ** 20, total: 2 ** 30 };
    for (const event of stampEvents([started, { type: 'step-progress', step: 'install:1/mount', target: 'install:1', percent: 0, bytes }])) model.apply(event, 0);
    expect(model.snapshot(0).targets.find(({ target }) => target === 'install:1')?.activity).to.match(/ \(3\.0 MiB of 1\.0 GiB\)$/u);
    for (const event of stampEvents([{ type: 'phase', phase: 'publish' }, { type: 'phase-progress', phase: 'publish', bytes }])) model.apply(event, 0);
    expect(model.snapshot(0).phase).to.equal('Moving the result to the output folder (3.0 MiB of 1.0 GiB)');
  });

  it('counts steps by target and estimates what is left from the speed so far', () => {
    const model = new ProgressModel(0);
    model.setPlan(samplePlan());
    expect(model.snapshot(0)).to.include({ stepsDone: 0, stepsTotal: 5, remainingMs: 3_000_000 });
    for (const event of stampEvents([{ type: 'phase', phase: 'run' }, started])) model.apply(event, 0);
    for (const event of stampEvents([finished])) model.apply(event, 60_000);
    const snapshot = model.snapshot(60_000);
    expect(snapshot).to.include({ stepsDone: 1, phase: 'Servicing', elapsedMs: 60_000 });
    expect(snapshot.remainingMs).to.be.closeTo(240_000, 1);
    expect(snapshot.targets.map((target) => [target.target, target.state])).to.deep.equal([
      ['media', 'waiting'], ['install:1', 'waiting'], ['boot:1', 'waiting'],
    ]);
    expect(snapshot.targets[1]?.share).to.be.closeTo(1 / 3, 0.001);
  });

  it('goes by what was measured here', () => {
    const model = new ProgressModel(0);
    model.setPlan(samplePlan(), { seconds: 40, measured: 1, steps: new Map(samplePlan().steps.map((step) => [step.id, step.id === started.step ? 30 : 2.5])) });
    expect(model.snapshot(0).remainingMs).to.equal(40_000);
    for (const event of stampEvents([started])) model.apply(event, 0);
    for (const event of stampEvents([finished])) model.apply(event, 36_000);
    expect(model.snapshot(36_000).remainingMs).to.be.closeTo(12_000, 1);
  });

  it('never promises time once everything is done', () => {
    const model = new ProgressModel(0);
    model.setPlan(samplePlan());
    for (const event of stampEvents(samplePlan().steps.map((step) => ({ type: 'step-skipped', step: step.id, target: step.target, reason: 'x' })))) {
      model.apply(event, 1);
    }
    expect(model.snapshot(2)).to.include({ remainingMs: undefined, stepsDone: 5 });
  });
});

describe('the view on a terminal', () => {
  const line = fc.string({ unit: 'grapheme' });
  const shown = fc.record({ activity: line, state: fc.constantFrom('waiting' as const, 'running' as const, 'done' as const, 'failed' as const) });
  it('never draws a line that wraps, nor more lines than fit', () => {
    fc.assert(fc.property(
      fc.integer({ min: 20, max: 120 }), fc.integer({ min: 2, max: 12 }), fc.array(shown, { maxLength: 15 }), fc.array(line, { maxLength: 5 }),
      (width, height, activities, texts) => {
        const targets = activities.map(({ activity, state }, at) => ({ target: `install:${at + 1}`, state, activity, share: 0.5, elapsedMs: 90_000, remainingMs: 5_000_000 }));
        const notices = texts.map((text) => ({ level: 'warning' as const, text }));
        const snapshot = { phase: 'run', share: 0.5, stepsDone: 1, stepsTotal: 9, targets, elapsedMs: 1, remainingMs: 5 };
        const lines = frameLines(snapshot, notices, createStyle(true), { width, height });
        expect(lines.length).to.be.at.most(height);
        for (const drawn of lines) expect(displayWidth(drawn)).to.be.at.most(width);
      },
    ));
  });

  const frame = (targets: TargetProgress[], notices: string[], height: number, width = 79): string[] => frameLines(
    { phase: 'Servicing', share: 0.5, stepsDone: 1, stepsTotal: 9, targets, elapsedMs: 61_000, remainingMs: 600_000 },
    notices.map((text) => ({ level: 'warning', text })), plain, { width, height },
  );
  const running: TargetProgress = { target: 'install:1', state: 'running', activity: 'Add KB5040442', share: 0.41, elapsedMs: 310_000, remainingMs: 480_000 };

  it('tells of each target its step, share, time so far and time to come, and of warnings under them', () => {
    expect(frame([running, { target: 'boot:1', state: 'waiting', activity: 'waiting', share: 0 }], ['install:1: look here'], 10)).to.deep.equal([
      '1/9 steps, 0:01:01 elapsed, about 10 min left: Servicing',
      'install:1 [####........]  41% 0:05:10 ~8 min  Add KB5040442',
      'boot:1    [............]   0%                 waiting',
      '! install:1: look here',
    ]);
  });

  it('leaves out what there is no room for: the bar, then the times', () => {
    expect(frame([running], [], 5, 60)[1]).to.equal('install:1  41% 0:05:10 ~8 min  Add KB5040442');
    expect(frame([running], [], 5, 40)[1]).to.equal('install:1  41% Add KB5040442');
  });

  it('on a low terminal shows what runs or failed, counts the others, and keeps room for a warning', () => {
    const done = Array.from({ length: 9 }, (_, at): TargetProgress => ({ target: `install:${at + 1}`, state: 'done', activity: 'done', share: 1 }));
    const lines = frame([...done, { ...running, target: 'boot:1' }, { ...running, target: 'boot:2', state: 'failed' }], ['first', 'second'], 6);
    expect(lines.map((text) => text.slice(0, 8).trim())).to.deep.equal(['1/9 step', 'install:', 'boot:1', 'boot:2', 'and 8 do', '! second']);
  });

  it('shows names with control codes and marks of direction as plain text', () => {
    const [, line1 = '', line2 = ''] = frame([{ ...running, activity: 'Pro\u001b[2J\r\n\u202eoops\tx' }], ['a\u0007b\u001b[31mred'], 5);
    expect(line1).to.match(/ Pro oops x$/u);
    expect(line2).to.equal('! a bred');
  });
});

describe('the view on a terminal, drawn', () => {
  it('draws over itself, keeps warnings under the targets, and leaves the last frame', () => {
    const output = new Capture();
    output.columns = 60;
    const view = new TerminalView(output, plain);
    view.setPlan(samplePlan());
    const [start, warn, done] = stampEvents([started, { type: 'warning', message: 'look here', target: 'install:1' }, finished]);
    for (const event of [start, warn, done]) if (event !== undefined) view.event(event);
    view.close();
    const lines = screen(output.text);
    expect(lines.map((text) => text.split(' ')[0])).to.deep.equal(['1/5', 'media', 'install:1', 'boot:1', '!']);
    expect(lines.at(-1)).to.equal('! install:1: look here');
    expect(lines[0]).to.match(/^1\/5 steps, 0:00:0\d elapsed.*: Starting$/u);
    const length = output.text.length;
    if (done !== undefined) view.event(done);
    expect(output.text.length).to.equal(length);
  });
});

describe('the view on a terminal, erased', () => {
  it('leaves nothing on the screen', () => {
    const output = new Capture();
    const view = new TerminalView(output, plain);
    view.setPlan(samplePlan());
    for (const event of stampEvents([started])) view.event(event);
    view.close({ erase: true });
    expect(screen(output.text)).to.deep.equal([]);
  });
});

describe('the view off a terminal', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => { clock = sinon.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] }); });
  afterEach(() => { clock.restore(); });

  it('gives a sign of life every 30 seconds, with target, step and share', () => {
    const lines: string[] = [];
    const view = new LineView({ write: (line) => lines.push(line), style: plain, verbose: false, quiet: false });
    view.setPlan(samplePlan());
    for (const event of stampEvents([started, { type: 'step-progress', step: 'install:1/mount', target: 'install:1', percent: 50 }])) view.event(event);
    clock.tick(29_000);
    expect(lines).to.have.length(1);
    clock.tick(2_000);
    expect(lines).to.have.length(2);
    expect(lines[1]).to.match(/^0:00:30 {2}Still working: install:1 Mount \(16 %\); 0 of 5 steps, about /u);
    clock.tick(60_000);
    expect(lines).to.have.length(4);
    view.close();
    clock.tick(60_000);
    expect(lines).to.have.length(4);
  });
});

describe('text in columns', () => {
  it('counts wide characters twice and colours not at all', () => {
    expect(displayWidth('日本')).to.equal(4);
    expect(displayWidth('\u001b[31mred\u001b[39m')).to.equal(3);
    expect(fit('日本語のWindows', 6)).to.equal('日本…');
  });

  it('wraps without losing a word', () => {
    fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-z/:]{1,12}$/u), { minLength: 1 }), fc.integer({ min: 12, max: 60 }), (words, width) => {
      const wrapped = wrap(words.join(' '), width, '  ');
      expect(wrapped.split(/\s+/u).filter((word) => word !== '')).to.deep.equal(words);
      for (const line of wrapped.split('\n')) expect(stripVTControlCharacters(line).length).to.be.at.most(Math.max(width, 14));
    }));
  });
});
