import { expect } from 'chai';
import type { ErrorReport } from '../../../src/index.js';
import type { Fault } from '../../faults/fault-case.js';
import { judge } from '../../faults/judge.js';
import type { Ending, Observation, Scene } from '../../faults/judge.js';

const clean: Scene = { output: undefined, mounts: [], orphans: [], originalsSame: true, leftovers: [] };
const finished: Scene = { ...clean, output: [] };
const done: Ending = { how: 'done' };
const killed: Ending = { how: 'killed' };
const thrown: Fault = { kind: 'error', step: 'winre/save', cmdlet: 'Dismount-WindowsImage', hresult: '0x800f0922', once: false };
const report: ErrorReport = { code: 'servicing', message: 'It failed', hresult: '0x800f0922', target: 'winre', step: 'winre/save', advice: 'Look' };

function failed(over: Partial<ErrorReport> = {}, exitCode = 4, hasLog = true): Ending {
  return { how: 'failed', error: { ...report, ...over }, exitCode, hasLog };
}

/** The failure with one field less. */
function failedWithout(field: 'target' | 'step' | 'advice', over: Partial<ErrorReport> = {}, exitCode = 4): Ending {
  const error = { ...report, ...over };
  Reflect.deleteProperty(error, field);
  return { how: 'failed', error, exitCode, hasLog: true };
}

function seen(fault: Fault, first: Ending, over: Partial<Observation> = {}): Observation {
  const ended = first.how === 'done' ? { afterFirst: finished } : { afterFirst: clean, second: done, afterSecond: finished };
  return { case: { seed: 1, build: 17134, fault, parallel: 1, after: 'again' }, first, ...ended, ...over };
}

const wrong = (observation: Observation): string => judge(observation).join('\n');
const interrupt: Fault = { kind: 'interrupt', moment: { at: 'phase', phase: 'run', late: 0 }, group: false };
const killTool: Fault = { kind: 'kill-tool', moment: { at: 'phase', phase: 'run', late: 0 } };

describe('faults/judge', () => {
  it('lets pass what is as it should be', () => {
    expect(wrong(seen(thrown, failed()))).to.equal('');
    expect(wrong(seen(killTool, killed, { afterFirst: { ...clean, mounts: ['/m'], orphans: ['1 pwsh'], leftovers: ['x'] } }))).to.equal('');
    expect(wrong(seen(interrupt, failedWithout('advice', { code: 'cancelled' }, 130)))).to.equal('');
    expect(wrong(seen({ ...thrown, once: true }, done))).to.equal('');
    expect(wrong(seen({ kind: 'damage-cache', target: 'winre', how: 'flip', place: 0 }, done))).to.equal('');
  });

  it('an error that is not the one that was thrown, or says too little', () => {
    for (const over of [{ hresult: '0x80004005' }, { code: 'session' }, { code: 'internal' }, { step: 'winre/mount' }, { code: 'cleanup' }] as const) {
      expect(wrong(seen(thrown, failed(over))), JSON.stringify(over)).to.not.equal('');
    }
    for (const field of ['target', 'step', 'advice'] as const) expect(wrong(seen(thrown, failedWithout(field))), field).to.not.equal('');
    expect(wrong(seen(thrown, failed({}, 4, false)))).to.include('log');
    expect(wrong(seen(interrupt, failed()))).to.include('exit code 4');
    expect(wrong(seen({ kind: 'hang', step: 'winre/save', cmdlet: 'Dismount-WindowsImage' }, failed()))).to.include('lost session');
  });

  it('a fault that was swallowed, an end without a word', () => {
    expect(wrong(seen(thrown, done))).to.include('went well');
    expect(wrong(seen(thrown, killed))).to.include('without a word');
    expect(wrong(seen({ kind: 'damage-cache', target: 'winre', how: 'cut', place: 0 }, failed()))).to.include('damaged result');
  });

  it('an output in the way of the next run is right only where the killed run had ended but for its exit', () => {
    const refused = { second: failed({ code: 'output-exists' }, 3), afterFirst: finished, afterSecond: finished };
    expect(wrong(seen(killTool, killed, refused))).to.equal('');
    expect(wrong(seen(killTool, killed, { ...refused, afterSecond: { ...finished, leftovers: ['.offline-servicing/abcdef'] } }))).to.include('output-exists');
    expect(wrong(seen(killTool, killed, { ...refused, afterFirst: clean }))).to.include('output-exists');
  });

  it('what is left behind, after the fault and after the next run', () => {
    for (const over of [{ mounts: ['/m'] }, { orphans: ['1 pwsh'] }, { originalsSame: false }, { output: [] }] as const) {
      expect(wrong(seen(thrown, failed(), { afterFirst: { ...clean, ...over } })), JSON.stringify(over)).to.include('after the fault');
    }
    for (const over of [{ mounts: ['/m'] }, { orphans: ['1 pwsh'] }, { originalsSame: false }, { output: undefined }, { output: ['damaged'] }, { leftovers: ['x'] }] as const) {
      expect(wrong(seen(thrown, failed(), { afterSecond: { ...finished, ...over } })), JSON.stringify(over)).to.include('after the next run');
    }
    expect(wrong(seen(thrown, failed(), { second: failed({ code: 'busy' }) }))).to.include('the next run failed');
  });
});
