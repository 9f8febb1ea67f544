import { expect } from 'chai';
import fc from 'fast-check';
import { posix } from 'node:path';
import { linksOf } from '../../../src/report/links.js';
import { groupNames, targetsInWords } from '../../../src/report/name-groups.js';
import { runSoFar } from '../../../src/report/run-so-far.js';
import { formatElapsed } from '../../../src/report/charts/elapsed.js';
import { formatGrowth } from '../../../src/report/charts/bar-chart.js';
import { visibleText } from '../../../src/report/visible-text.js';
import { groupWarnings } from '../../../src/report/warning-groups.js';
import { samplePlan, sampleResult, stampEvents } from '../../support/sample-result.js';

describe('links of a report', () => {
  it('find logs by their place below the output, as Windows writes it too, wherever the output lies now', () => {
    const run = sampleResult({ output: { root: 'C:\\Refreshed', report: 'C:\\Refreshed\\report.html', logs: 'C:\\Refreshed\\logs' } });
    expect(linksOf(run, { base: '../there' }).log('c:\\refreshed\\logs\\dism\\001-copy.log')).to.equal('../there/logs/dism/001-copy.log');
    expect(linksOf(run, {}).log('D:\\elsewhere\\001.log')).to.equal(undefined);
    const { output: _output, ...failed } = sampleResult({ status: 'failed' });
    expect(linksOf(failed, {}).log('/out.work/k3x9qa/out/logs/dism/002.log')).to.equal('out/logs/dism/002.log');
  });

  it('never lead out of the folder, whatever a result says', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('/out/logs/dism/', '/out/', '/out/logs/../', 'javascript:'), (name, where) => {
      const href = linksOf(sampleResult(), {}).log(`${where}${name}`);
      if (href === undefined) return;
      expect(href).not.to.match(/[:<>"\s\\?#]/u);
      expect(posix.normalize(href)).to.match(/^logs\//u);
    }));
  });
});

describe('names by images', () => {
  it('are grouped by who gained, lost and kept them', () => {
    const groups = groupNames([
      { target: 'install:1', before: ['a', 'b', 'c'], after: ['a', 'c', 'n'] }, { target: 'install:2', before: ['a', 'b'], after: ['a', 'n', 'c'] },
      { target: 'winre', before: ['a'], after: undefined },
    ]);
    expect(groups.map(({ names, added, removed, kept }) => [names.join(), added.join(), removed.join(), kept.join()])).to.deep.equal([
      ['c', 'install:2', '', 'install:1'], ['n', 'install:1,install:2', '', ''], ['b', '', 'install:1,install:2', ''], ['a', '', '', 'install:1,install:2,winre'],
    ]);
  });

  it('name images in few words', () => {
    const all = ['winre', ...Array.from({ length: 11 }, (_, at) => `install:${at + 1}`), 'boot:2', 'boot:1'];
    expect(targetsInWords(all, all)).to.equal('all 14 images');
    expect(targetsInWords(['winre', 'install:1', 'install:2', 'install:3', 'install:7'], all)).to.equal('winre, install:1\u20133, install:7');
    expect(targetsInWords(['boot:2', 'install:3', 'boot:1', 'install:2'], all)).to.equal('boot:1\u20132, install:2\u20133');
  });
});

describe('warnings', () => {
  it('are said once for all images of which a step says them', () => {
    expect(groupWarnings([
      'No Flash update was found', 'install:2/cleanup: It was not cleaned: pending', 'winre/cleanup: It was not cleaned: pending', 'install:1/cleanup: It was not cleaned: pending',
      'install:1/mount: slow', 'No Flash update was found', 'C:/x: y',
    ])).to.deep.equal(['No Flash update was found', 'winre, install:1\u20132/cleanup: It was not cleaned: pending', 'install:1/mount: slow', 'C:/x: y']);
  });
});

describe('numbers of charts', () => {
  it('are elapsed times and growths as people read them', () => {
    expect([0, 61_400, 3_600_000, 45_296_000].map(formatElapsed)).to.deep.equal(['0:00', '1:01', '1:00:00', '12:34:56']);
    expect([formatGrowth(100, 106.25), formatGrowth(200, 50), formatGrowth(100, 100), formatGrowth(undefined, 1), formatGrowth(0, 1)]).to.deep.equal(['+6.3 %', '\u221275 %', '\u00b10 %', '', '']);
  });
});

describe('visible text', () => {
  it('keeps what people write and names what they cannot see', () => {
    expect(visibleText('Windows 10 \u00c9dition\tfamille \u{1f5bc}\n\u0395\u03bb')).to.equal('Windows 10 \u00c9dition\tfamille \u{1f5bc}\n\u0395\u03bb');
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visibleText(text)).not.to.match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u);
      expect(visibleText(visibleText(text))).to.equal(visibleText(text));
    }));
  });
});

describe('a run without a result', () => {
  const { schemaVersion, runId, toolVersion, rehearsed, workspace, request, before } = sampleResult();
  const plan = samplePlan();
  const beginning = { schemaVersion, runId, toolVersion, rehearsed, workspace, request, before, plan, startedAt: '2026-11-24T09:00:00.000Z' };
  const events = stampEvents([
    { type: 'phase', phase: 'run' },
    { type: 'target-restored', target: 'boot:1', steps: ['boot:1/mount'], madeBy: 'abcdef', madeAt: '2026-11-23T09:00:00.000Z' },
    { type: 'step-started', step: 'media/copy', target: 'media', title: 'Copy the media' },
    { type: 'step-finished', step: 'media/copy', target: 'media', durationMs: 900, facts: ['40 files'], sessions: [{ pid: 4, startedAt: '2026-11-24T09:00:02.000Z', durationMs: 800 }] },
    { type: 'warning', message: 'slow disk', step: 'media/copy', target: 'media' },
    { type: 'step-started', step: 'install:1/mount', target: 'install:1', title: 'Mount', logPath: '/l' },
  ]);

  it('is told as of now while its process is at work', () => {
    const run = runSoFar({ beginning, events, isRunning: true, now: '2026-11-24T09:05:00.000Z' });
    expect(run.status).to.equal('running');
    expect(run.finishedAt).to.equal('2026-11-24T09:05:00.000Z');
    expect(Object.fromEntries(run.steps.map(({ id, status }) => [id, status]))).to.deep.equal({
      'media/copy': 'done', 'install:1/mount': 'running', 'install:1/add-ssu': 'not-run', 'install:1/readd': 'not-run', 'boot:1/mount': 'cached',
    });
    expect(run.steps[0]).to.deep.include({ facts: ['40 files'], durationMs: 900, startedAt: '2026-11-24T09:00:02.000Z' });
    expect(run.warnings).to.deep.equal(['No Flash update was found', 'media/copy: slow disk']);
  });

  it('has nothing under way once its process is gone, and ends with its last event', () => {
    const run = runSoFar({ beginning, events, isRunning: false, now: '2026-11-24T12:00:00.000Z' });
    expect(run.status).to.equal('killed');
    expect(run.finishedAt).to.equal(events.at(-1)?.time);
    expect(run.steps[1]).to.include({ status: 'not-run', reason: 'It was under way when the run ended.' }).and.not.to.have.property('startedAt');
  });

  it('is what its journal says of its end, with the errors', () => {
    const error = { code: 'servicing', message: 'no' };
    const more = stampEvents([{ type: 'step-failed', step: 'install:1/mount', target: 'install:1', durationMs: 5, error }, { type: 'run-finished', status: 'failed', durationMs: 10, error }]);
    expect(runSoFar({ beginning, events: [...events, ...more], isRunning: false, now: '' })).to.deep.include({ status: 'failed', errors: [error] });
  });
});
