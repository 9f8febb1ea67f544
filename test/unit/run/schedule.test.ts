import { expect } from 'chai';
import fc from 'fast-check';
import { FirstFit } from '../../../src/run/first-fit.js';
import { remainingSeconds } from '../../../src/run/remaining.js';
import { Schedule } from '../../../src/run/schedule.js';
import type { ScheduleFacts } from '../../../src/run/schedule.js';
import { runSchedule } from '../../../src/run/scheduler.js';
import type { Action, Step } from '../../../src/schema/plan.js';
import { PlainSchedule } from '../../support/plain-schedule.js';

const actions: readonly Action[] = [
  { action: 'mount' }, { action: 'mount' }, { action: 'export-source', wim: 'sources/install.wim', index: 1 }, { action: 'save' },
  { action: 'assemble-image', wim: 'sources/install.wim', from: 'install:1', position: 1, name: '', description: '', bootable: false, compression: 'max' },
];

/** Any graph of steps, among them steps that need what does not exist and some that need another one twice. */
const graphs = fc.array(fc.record({
  needs: fc.array(fc.nat(), { maxLength: 3 }), unmet: fc.integer({ min: 0, max: 40 }), twice: fc.boolean(), seconds: fc.integer({ min: 0, max: 5 }),
  target: fc.nat({ max: 5 }), action: fc.constantFrom(...actions), heavy: fc.boolean(), kept: fc.boolean(), done: fc.integer({ min: 0, max: 6 }), measured: fc.boolean(),
}), { maxLength: 30 }).map((nodes) => ({
  nodes,
  steps: nodes.map((node, at): Step => {
    const needs = at === 0 ? [] : [...new Set(node.needs.map((need) => String(need % at)))];
    return {
      id: String(at), target: `install:${node.target + 1}`, title: '', recipeStep: '1', estimateSeconds: node.seconds, do: node.action,
      needs: [...needs, ...(node.twice ? needs.slice(0, 1) : []), ...(node.unmet === 0 ? ['nobody'] : [])],
    };
  }),
}));

const budgets = fc.record({
  parallel: fc.integer({ min: 1, max: 5 }), heavy: fc.integer({ min: 0, max: 3 }), ahead: fc.nat({ max: 2 }), urgent: fc.boolean(),
  disk: fc.option(fc.record({ bytes: fc.array(fc.nat({ max: 9 }), { minLength: 6, maxLength: 6 }), reserve: fc.nat({ max: 9 }) }), { nil: undefined }),
});

/** What is thrown for a schedule: free bytes, which of the running steps ends, whether it fails, whether abandoned targets are asked for. */
const throws = fc.array(fc.record({ free: fc.nat({ max: 60 }), which: fc.nat(), fails: fc.integer({ min: 0, max: 5 }), takes: fc.boolean() }), { minLength: 1, maxLength: 40 });

describe('Schedule', () => {
  it('decides in any graph, within any budgets, through any failures, what the plain rules decide', () => {
    fc.assert(fc.property(graphs, budgets, throws, ({ nodes, steps }, { parallel, heavy, ahead, urgent, disk }, dice) => {
      const node = (step: Step): (typeof nodes)[number] => nodes[Number(step.id)] as (typeof nodes)[number];
      const facts: ScheduleFacts = {
        budgets: {
          parallel, heavy, ahead,
          disk: disk === undefined ? undefined : { free: () => Promise.resolve(0), bytesOf: (target) => disk.bytes[Number(target.split(':')[1]) - 1] ?? 0, reserve: disk.reserve },
        },
        isHeavy: (step) => node(step).heavy, isKept: (step) => node(step).kept,
        done: new Set(steps.filter((step) => node(step).done === 0).map((step) => step.id)),
        seconds: new Map(steps.filter((step) => node(step).measured).map((step, at) => [step.id, at % 4])),
        ...(urgent ? { urgency: new Map(steps.map((step, at) => [step.id, (at * 7) % 5])) } : {}),
      };
      const [plain, quick] = [new PlainSchedule(steps, facts), new Schedule(steps, facts)];
      const running: Step[] = [];
      for (let turn = 0; turn < 200; turn += 1) {
        const { free, which, fails, takes } = dice[turn % dice.length] as (typeof dice)[number];
        if (takes) expect(quick.takeReleased()).to.deep.equal(plain.takeReleased());
        const asks = quick.hangsOnRoom();
        while (running.length < parallel) {
          const next = plain.next(free);
          expect(quick.next(free)?.id).to.equal(next?.id);
          // Where the free space is not asked for, it must not matter.
          if (!asks) for (const other of [0, Infinity]) expect(quick.next(other)?.id).to.equal(next?.id);
          if (next === undefined) break;
          for (const schedule of [plain, quick]) schedule.start(next);
          running.push(next);
        }
        expect(quick.targetsToCome()).to.deep.equal(plain.targetsToCome());
        const [ended] = running.splice(which % Math.max(1, running.length), 1);
        if (ended === undefined) break;
        for (const schedule of [plain, quick]) schedule[fails === 0 ? 'fail' : 'finish'](ended);
        expect(quick.targetsToCome()).to.deep.equal(plain.targetsToCome());
      }
      expect(quick.takeReleased()).to.deep.equal(plain.takeReleased());
    }), { numRuns: 1500 });
  });

  it('makes another private WIM only where there is room for it, for those that are open, and the reserve', () => {
    const steps = [1, 2].map((at): Step => ({ id: `open-${at}`, target: `install:${at}`, title: '', recipeStep: '1', estimateSeconds: 1, needs: [], do: { action: 'export-source', wim: 'sources/install.wim', index: at } }));
    const schedule = new Schedule(steps, {
      budgets: { parallel: 4, heavy: 2, disk: { free: () => Promise.resolve(0), bytesOf: () => 100, reserve: 30 } }, isHeavy: () => true, isKept: () => true, done: new Set(), seconds: new Map(),
    });
    schedule.start(schedule.next(0) as Step);
    expect([229, 230].map((free) => schedule.next(free)?.id)).to.deep.equal([undefined, 'open-2']);
  });

  it('gets through 100,000 steps, one after another or all at once, and through the failure of all of them', async () => {
    const count = 100_000;
    const made = (needs: (at: number) => number[]): Step[] => Array.from({ length: count }, (_none, at): Step => ({
      id: `step-${at}`, target: `install:${at % 12}`, title: '', recipeStep: '1', estimateSeconds: 1, do: { action: 'mount' }, needs: needs(at).map((need) => `step-${need}`),
    }));
    const chain = made((at) => (at === 0 ? [] : [at - 1]));
    expect(remainingSeconds(chain).get('step-0')).to.equal(count);
    let ran = 0;
    const run = (): Promise<void> => { ran += 1; return Promise.resolve(); };
    for (const steps of [chain, made(() => [])]) expect(await runSchedule(steps, { budgets: { parallel: 4, heavy: 2 }, run })).to.deep.equal([]);
    expect(ran).to.equal(2 * count);
    const errors = await runSchedule(chain, { budgets: { parallel: 4, heavy: 2 }, run: () => Promise.reject(new Error('full')) });
    expect(errors).to.have.lengthOf(1);
  });
});

describe('runSchedule', () => {
  it('asks for the free space only where a private WIM may be made', async () => {
    const step = (id: string, target: string, action: Action, needs: string[] = []): Step => ({ id, target, title: '', recipeStep: '1', estimateSeconds: 1, needs, do: action });
    const opening: Action = { action: 'export-source', wim: 'sources/install.wim', index: 1 };
    const steps = [
      step('open', 'install:1', opening), step('again', 'install:1', opening), ...Array.from({ length: 50 }, (_none, at) => step(`work-${at}`, 'install:1', { action: 'mount' }, [at === 0 ? 'open' : `work-${at - 1}`])),
      step('second', 'install:2', opening, ['work-49']),
    ];
    let asked = 0;
    const free = (): Promise<number> => { asked += 1; return Promise.resolve(100); };
    await runSchedule(steps, { budgets: { parallel: 2, heavy: 1, disk: { free, bytesOf: () => 10, reserve: 5 } }, run: () => Promise.resolve() });
    expect(asked).to.equal(2);
  });

  it('is ended by what must not throw', async () => {
    const steps: Step[] = [{ id: 'only', target: 'install:1', title: '', recipeStep: '1', estimateSeconds: 1, needs: [], do: { action: 'mount' } }];
    const running = runSchedule(steps, { budgets: { parallel: 1, heavy: 1 }, run: () => Promise.reject(new Error('step')), onFailure: () => { throw new Error('bug'); } });
    expect(await running.then(() => undefined, (error: unknown) => (error as Error).message)).to.equal('bug');
  });
});

describe('FirstFit', () => {
  it('tells what a search through the row tells', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 20 }), fc.array(fc.tuple(fc.nat(), fc.option(fc.integer({ min: -1, max: 9 })))), fc.integer({ min: -2, max: 10 }), (places, changes, most) => {
      const [row, quick] = [new Array<number | null>(places).fill(null), new FirstFit(places)];
      for (const [at, value] of places === 0 ? [] : changes) {
        row[at % places] = value;
        if (value === null) quick.take(at % places);
        else quick.put(at % places, value);
      }
      const first = (limit: number): number | undefined => { const at = row.findIndex((value) => value !== null && value <= limit); return at < 0 ? undefined : at; };
      expect(quick.first(most)).to.equal(first(most));
      expect(quick.first(Infinity)).to.equal(first(Infinity));
    }));
  });
});
