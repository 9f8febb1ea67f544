import { expect } from 'chai';
import fc from 'fast-check';
import { uncoveredMs } from '../../bench/intervals.js';

describe('time outside of intervals', () => {
  it('is all of it, none of it, and what is between those that touch or overlap', () => {
    expect(uncoveredMs([], 5, 9)).to.equal(4);
    expect(uncoveredMs([{ start: 0, end: 20 }], 5, 9)).to.equal(0);
    expect(uncoveredMs([{ start: 6, end: 7 }, { start: 1, end: 3 }, { start: 2, end: 4 }], 0, 10)).to.equal(6);
    expect(uncoveredMs([{ start: 0, end: 2 }, { start: 12, end: 15 }], 5, 9)).to.equal(4);
  });

  it('is what counting each millisecond gives', () => {
    const moment = fc.nat({ max: 40 });
    fc.assert(fc.property(fc.array(fc.tuple(moment, moment)), moment, moment, (pairs, one, other) => {
      const intervals = pairs.map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      const counted = Array.from({ length: to - from }, (_, at) => from + at).filter((at) => !intervals.some(({ start, end }) => start <= at && at < end)).length;
      expect(uncoveredMs(intervals, from, to)).to.equal(counted);
    }), { numRuns: 300 });
  });
});
