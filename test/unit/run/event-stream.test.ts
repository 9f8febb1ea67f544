import { expect } from 'chai';
import { EventStream } from '../../../src/run/event-stream.js';
import type { RunEvent } from '../../../src/schema/event.js';

describe('the event stream', () => {
  it('numbers events, tells every listener although one fails, and then fails itself', () => {
    const stream = new EventStream('abc234');
    const heard: RunEvent[] = [];
    stream.subscribe(() => { throw new Error('the disk is full'); });
    stream.subscribe((event) => { heard.push(event); });
    expect(() => { stream.emit({ type: 'phase', phase: 'run' }); }).to.throw('the disk is full');
    stream.emitAtEnd({ type: 'run-finished', status: 'failed', durationMs: 1 });
    expect(heard.map(({ seq, type, runId, v }) => ({ seq, type, runId, v }))).to.deep.equal([
      { seq: 1, type: 'phase', runId: 'abc234', v: 1 }, { seq: 2, type: 'run-finished', runId: 'abc234', v: 1 },
    ]);
  });
});
