import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changesOf } from '../../bench/compare.js';
import { figure, median, percentile } from '../../bench/figure.js';
import { addToHistory, readHistory, readResults, recorded, writeResults } from '../../bench/records.js';
import { changesTable, tableOf } from '../../bench/table.js';

const line = (figures: Record<string, number>): Parameters<typeof changesOf>[0][number] => ({ date: '2026-11-30T00:00:00.000Z', commit: 'abc', figures });

describe('bench: what figures have become', () => {
  const results = [{ id: 'a.ratio', higherIsBetter: true }, { id: 'b.makespan', higherIsBetter: false }];

  it('holds the last value against the median of up to five before it', () => {
    const history = [900, 100, 110, 90, 105, 95, 60].map((value) => line({ 'a.ratio': value }));
    expect(changesOf(history, results)).to.deep.equal([{ id: 'a.ratio', before: 100, now: 60, worseBy: 0.4, isLoss: true }]);
  });

  it('knows which direction is worse, and lets a tenth pass as noise', () => {
    const history = [line({ 'a.ratio': 100, 'b.makespan': 1 }), line({ 'a.ratio': 120, 'b.makespan': 1.2 })];
    expect(changesOf(history, results).map(({ id, isLoss }) => [id, isLoss])).to.deep.equal([['b.makespan', true], ['a.ratio', false]]);
    expect(changesOf([line({ 'b.makespan': 1 }), line({ 'b.makespan': 1.1 })], results)[0]?.isLoss).to.equal(false);
  });

  it('looks at the lines that have a figure, and leaves out what was measured once or is no result any more', () => {
    expect(changesOf([line({ 'b.makespan': 2 }), line({ 'a.ratio': 5 }), line({ 'b.makespan': 3, 'gone': 1 }), line({ gone: 9 })], results).map(({ id }) => id)).to.deep.equal(['b.makespan']);
    expect(changesOf([], results)).to.deep.equal([]);
  });

  it('counts something after nothing as a loss, and nothing after nothing as the same', () => {
    expect(changesOf([line({ 'b.makespan': 0 }), line({ 'b.makespan': 1 })], results)[0]).to.deep.include({ worseBy: Infinity, isLoss: true });
    expect(changesOf([line({ 'b.makespan': 0 }), line({ 'b.makespan': 0 })], results)[0]).to.deep.include({ worseBy: 0, isLoss: false });
  });

  it('is a table, the worst first', () => {
    const history = [line({ 'a.ratio': 100, 'b.makespan': 1 }), line({ 'a.ratio': 110, 'b.makespan': 1.5 })];
    expect(changesTable(changesOf(history, results))).to.equal('b.makespan    1  1.5  50.0 % worse   LOSS\na.ratio     100  110  10.0 % better\n');
  });
});

describe('bench: figures', () => {
  it('have a verdict by their target and direction, and none without a target', () => {
    const facts = { id: 'x.y', name: 'n', value: 2, unit: 'x', higherIsBetter: true };
    expect([figure(facts).met, figure({ ...facts, target: 2 }).met, figure({ ...facts, target: 3 }).met, figure({ ...facts, target: 1, higherIsBetter: false }).met]).to.deep.equal([undefined, true, false, false]);
  });

  it('have medians and percentiles', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), percentile([5, 1, 4, 2, 3], 0.99), percentile([5, 1, 4, 2, 3], 0.5)]).to.deep.equal([2, 2.5, 5, 3]);
    expect(median([])).to.deep.equal(NaN);
  });

  it('are a table with notes under them', () => {
    expect(tableOf([figure({ id: 'x.y', name: 'n', value: 0.123456, unit: 'x', higherIsBetter: false, target: 0.5, note: 'why' })])).to.equal('x.y  n  0.123  x  <= 0.5  met\n    why\n');
  });
});

describe('bench: records', () => {
  let folder: string;
  before(() => { folder = mkdtempSync(join(tmpdir(), 'offline-servicing-records-')); });
  after(() => { rmSync(folder, { recursive: true, force: true }); });
  const figures = [
    figure({ id: 'b.z', name: 'no target', value: 1, unit: 's', higherIsBetter: false, note: 'only for people' }), figure({ id: 'a.y', name: 'ratio', value: 123.4567, unit: 'x', higherIsBetter: true, target: 100 }),
  ];

  it('of results are one object a figure with exactly these members, sorted by id', async () => {
    expect(await readResults(folder)).to.deep.equal([]);
    await writeResults(figures.map(recorded), folder);
    expect(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))).to.deep.equal([
      { id: 'a.y', name: 'ratio', value: 123.46, target: 100, unit: 'x', higherIsBetter: true, met: true },
      { id: 'b.z', name: 'no target', value: 1, target: null, unit: 's', higherIsBetter: false, met: null },
    ]);
  });

  it('of the history are only ever added to', async () => {
    writeFileSync(join(folder, 'history.ndjson'), `${JSON.stringify(line({ 'a.y': 1 }))}\n`);
    await addToHistory(figures, folder);
    await addToHistory([], folder);
    const history = await readHistory(folder);
    expect(history.map((one) => one.figures)).to.deep.equal([{ 'a.y': 1 }, { 'b.z': 1, 'a.y': 123.5 }]);
    expect(history[1]).to.include.keys('date', 'commit', 'node', 'platform', 'processors');
  });
});
