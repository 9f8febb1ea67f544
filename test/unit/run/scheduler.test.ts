import { expect } from 'chai';
import fc from 'fast-check';
import { createPlan } from '../../../src/plan/create-plan.js';
import { isHeavy } from '../../../src/run/budgets.js';
import { remainingSeconds } from '../../../src/run/remaining.js';
import type { DiskBudget } from '../../../src/run/schedule.js';
import { runSchedule } from '../../../src/run/scheduler.js';
import type { Step } from '../../../src/schema/plan.js';
import { cumulative, image, media, planOptions, scan, stack } from '../../support/plan-fixtures.js';

function planOf(editions: number): Step[] {
  const images = Array.from({ length: editions }, (_none, at) => image(at + 1, `Edition ${at + 1}`));
  return createPlan(media({}, images), scan(stack, cumulative), planOptions()).steps;
}

interface Simulation {
  parallel: number;
  heavy?: number;
  disk?: DiskBudget;
  fails?: (step: Step) => boolean;
  isFatal?: (step: Step) => boolean;
  isKept?: (step: Step) => boolean;
  seconds?: ReadonlyMap<string, number>;
}

interface Simulated {
  begun: string[];
  ended: string[];
  failed: string[];
  released: string[];
  /** Steps, image-moving steps and private WIMs of editions at once, at most. */
  most: number;
  mostHeavy: number;
  mostOpen: number;
  seconds: number;
}

/** Runs steps on a clock of its own: a step takes as many seconds as it is estimated at, and no real time. */
async function simulate(steps: readonly Step[], { parallel, heavy = parallel, disk, fails = () => false, isFatal = () => false, ...rest }: Simulation): Promise<Simulated> {
  let now = 0;
  const running: { step: Step; end: number; settle: () => void }[] = [];
  const seen: Simulated = { begun: [], ended: [], failed: [], released: [], most: 0, mostHeavy: 0, mostOpen: 0, seconds: 0 };
  const open = (target: string): boolean => {
    const own = steps.filter((step) => step.target === target);
    return own.some((step) => seen.begun.includes(step.id)) && !own.every((step) => seen.ended.includes(step.id));
  };
  const pending = runSchedule(steps, {
    ...rest, budgets: { parallel, heavy, disk }, isHeavy,
    isFatal: (error) => isFatal(steps.find((step) => step.id === (error as Error).message) as Step),
    release: (target) => {
      expect(running.some(({ step }) => step.target === target), `${target} was released while it ran`).to.equal(false);
      seen.released.push(target);
      return Promise.resolve();
    },
    run: (step) => new Promise<void>((resolve, reject) => {
      for (const need of step.needs) expect(seen.ended, `${step.id} began before ${need} was done`).to.include(need);
      expect(seen.released, `${step.id} began after its target was released`).not.to.include(step.target);
      seen.begun.push(step.id);
      const settle = (): void => {
        if (!fails(step)) {
          seen.ended.push(step.id);
          resolve();
          return;
        }
        seen.failed.push(step.id);
        reject(new Error(step.id));
      };
      running.push({ step, end: now + step.estimateSeconds, settle });
      seen.most = Math.max(seen.most, running.length);
      seen.mostHeavy = Math.max(seen.mostHeavy, running.filter((one) => isHeavy(one.step)).length);
      seen.mostOpen = Math.max(seen.mostOpen, new Set(steps.filter((one) => one.target.startsWith('install') && open(one.target)).map((one) => one.target)).size);
    }),
  });
  let over = false;
  void pending.finally(() => { over = true; }).catch(() => undefined);
  for (;;) {
    await new Promise((resolve) => { setImmediate(resolve); });
    if (over) break;
    running.sort((a, b) => a.end - b.end);
    const first = running.shift();
    if (first === undefined) continue;
    now = first.end;
    first.settle();
  }
  expect((await pending).map((error) => (error as Error).message)).to.deep.equal(seen.failed);
  return { ...seen, seconds: now };
}

/** Steps that can still run although some failed: no need of theirs, and no step of a target that they need, has failed. */
function independent(steps: readonly Step[], failed: readonly string[], ended: readonly string[]): string[] {
  const stopped = new Set(steps.filter((step) => failed.includes(step.id)).map((step) => step.target));
  const out = new Set<string>(failed);
  for (const step of steps) {
    if (ended.includes(step.id)) continue;
    if (stopped.has(step.target) || step.needs.some((need) => out.has(need))) out.add(step.id);
  }
  return steps.filter((step) => !out.has(step.id)).map((step) => step.id);
}

/** Image targets without the steps that put them together: what a cache keeps. */
const isLastOwn = (steps: readonly Step[]) => (step: Step): boolean =>
  step === steps.findLast((other) => other.target === step.target && other.do.action !== 'assemble-image') && step.target !== 'media';

/** Any graph of steps, and some of them that fail. */
const graphs = fc.array(
  fc.record({ needs: fc.array(fc.nat(), { maxLength: 3 }), seconds: fc.integer({ min: 0, max: 9 }), target: fc.nat({ max: 4 }), opens: fc.boolean(), fails: fc.boolean(), kept: fc.boolean() }),
  { maxLength: 25 },
).map((nodes) => ({
  nodes,
  steps: nodes.map((node, at): Step => ({
    id: String(at), target: `install:${node.target + 1}`, title: '', recipeStep: '1', estimateSeconds: node.seconds,
    needs: at === 0 ? [] : [...new Set(node.needs.map((need) => String(need % at)))],
    do: node.opens ? { action: 'export-source', wim: 'sources/install.wim', index: 1 } : { action: 'mount' },
  })),
}));

describe('runSchedule', () => {
  it('completes any plan with one session: 11 editions, one open at a time', async () => {
    const steps = planOf(11);
    const { ended, failed, most, mostOpen } = await simulate(steps, { parallel: 1 });
    expect(failed).to.deep.equal([]);
    expect(ended).to.have.members(steps.map((step) => step.id));
    expect(most).to.equal(1);
    expect(mostOpen).to.equal(1);
  });

  it('completes it on a volume that has room for nothing: one edition at a time', async () => {
    const steps = planOf(11);
    const disk = { free: () => Promise.resolve(0), bytesOf: () => 1, reserve: 0 };
    const { ended, mostOpen } = await simulate(steps, { parallel: 4, heavy: 2, disk });
    expect(ended).to.have.members(steps.map((step) => step.id));
    expect(mostOpen).to.equal(1);
  });

  it('opens as many editions as the volume has room for', async () => {
    const steps = planOf(6);
    const disk = { free: () => Promise.resolve(25), bytesOf: () => 10, reserve: 5 };
    const { ended, mostOpen } = await simulate(steps, { parallel: 4, heavy: 2, disk });
    expect(ended).to.have.lengthOf(steps.length);
    expect(mostOpen).to.equal(2);
  });

  it('starts the next edition while another is on its way into the output', async () => {
    for (const parallel of [2, 4]) {
      const { begun, ended, mostOpen } = await simulate(planOf(5), { parallel, heavy: Math.ceil(parallel / 2) });
      const opened = begun.filter((id) => /^install:\d+\/export-source$/u.test(id));
      const assembled = ended.filter((id) => /^install:\d+\/assemble$/u.test(id));
      expect(mostOpen, `${parallel} at once`).to.be.within(parallel + 1, parallel + 3);
      expect(begun.indexOf(opened[parallel] ?? '')).to.be.greaterThan(-1);
      expect(assembled).to.have.lengthOf(5);
    }
  });

  it('starts what works inside a mount before a further step that moves images, and that rather than nothing', async () => {
    const made = (id: string, action: Step['do'], seconds: number): Step => ({ id, target: `boot:${id}`, title: '', recipeStep: '1', estimateSeconds: seconds, needs: [], do: action });
    const saves = [9, 8, 7].map((seconds) => made(`save-${seconds}`, { action: 'save' }, seconds));
    const { begun, mostHeavy } = await simulate([...saves, made('mount', { action: 'mount' }, 1)], { parallel: 3, heavy: 1 });
    expect(begun).to.deep.equal(['save-9', 'mount', 'save-8', 'save-7']);
    expect(mostHeavy).to.equal(3);
  });

  it('approaches the critical path, however many editions share however many sessions', async () => {
    for (const [editions, parallel] of [1, 2, 3, 4, 5, 7, 11].flatMap((some) => [2, 3, 4, 6].map((sessions) => [some, sessions] as const))) {
      const steps = planOf(editions);
      const total = steps.reduce((sum, step) => sum + step.estimateSeconds, 0);
      const bound = Math.max(...remainingSeconds(steps).values(), total / parallel);
      const { seconds } = await simulate(steps, { parallel, heavy: Math.ceil(parallel / 2) });
      expect(seconds / bound, `${editions} editions, ${parallel} at once`).to.be.lessThan(1.12);
    }
  });

  it('goes by what was measured, where something was', async () => {
    const steps = planOf(2);
    const { begun } = await simulate(steps, { parallel: 1, seconds: new Map([['boot:1/export-source', 100_000]]) });
    expect(begun[0]).to.equal('boot:1/export-source');
  });

  it('a failure of WinRE stops both editions, and no boot image', async () => {
    const steps = planOf(2);
    const { ended, released } = await simulate(steps, { parallel: 2, isKept: isLastOwn(steps), fails: (step) => step.id === 'winre/add-cumulative' });
    expect(ended).to.include.members(['boot:1/save', 'boot:2/save']);
    expect(ended.filter((id) => /^install:\d+\/(?:put-winre|save)|assemble|apply-files|winre\/cleanup/u.test(id))).to.deep.equal([]);
    expect(released).to.include.members(['winre', 'install:1']);
  });

  it('a failure of one edition lets the other be finished, and nothing be put together', async () => {
    const steps = planOf(2);
    const { ended } = await simulate(steps, { parallel: 2, isKept: isLastOwn(steps), fails: (step) => step.id === 'install:1/add-cumulative' });
    expect(ended).to.include.members(['install:2/save', 'winre/export', 'boot:1/save', 'boot:2/save']);
    expect(ended.filter((id) => /assemble|apply-files/u.test(id))).to.deep.equal([]);
  });

  it('where nothing is kept, a failure lets nothing new start', async () => {
    const { begun, failed } = await simulate(planOf(2), { parallel: 1, isKept: () => false, fails: (step) => step.id === 'winre/mount' });
    expect(failed).to.deep.equal(['winre/mount']);
    expect(begun.at(-1)).to.equal('winre/mount');
  });

  it('a fatal failure lets nothing new start; what runs is waited for', async () => {
    const steps = planOf(2);
    const { begun, ended, failed, released } = await simulate(steps, { parallel: 4, isKept: isLastOwn(steps), fails: (step) => step.id === 'winre/mount', isFatal: () => true });
    expect(begun).to.have.members([...ended, ...failed]);
    expect(ended).not.to.include('boot:1/save');
    expect(released).to.deep.equal([]);
  });

  it('runs any graph: each step once, after its needs, never more at once than allowed', async () => {
    await fc.assert(fc.asyncProperty(graphs, fc.integer({ min: 1, max: 5 }), fc.boolean(), async ({ steps }, parallel, full) => {
      const heavy = Math.ceil(parallel / 2);
      const disk = { free: () => Promise.resolve(full ? 0 : 100), bytesOf: () => 1, reserve: 0 };
      const { ended, most, released } = await simulate(steps, { parallel, heavy, disk });
      expect([...ended].sort()).to.deep.equal(steps.map((step) => step.id).sort());
      expect(most).to.be.at.most(parallel);
      expect(released).to.deep.equal([]);
    }), { numRuns: 60 });
  });

  it('runs in any graph with failures all that is independent of them, and nothing that is not', async () => {
    await fc.assert(fc.asyncProperty(graphs, fc.integer({ min: 1, max: 5 }), async ({ nodes, steps }, parallel) => {
      const { begun, ended, failed, released } = await simulate(steps, { parallel, fails: (step) => nodes[Number(step.id)]?.fails === true });
      expect([...ended].sort()).to.deep.equal(independent(steps, failed, ended).sort());
      expect(new Set(begun).size).to.equal(begun.length);
      const stopped = new Set(steps.filter((step) => failed.includes(step.id)).map((step) => step.target));
      expect(released).to.include.members([...stopped]);
      expect(new Set(released).size).to.equal(released.length);
    }), { numRuns: 100 });
  });

  it('after a failure in any graph, begins only what is kept and what that needs', async () => {
    await fc.assert(fc.asyncProperty(graphs, async ({ nodes, steps }) => {
      const kept = (step: Step): boolean => nodes[Number(step.id)]?.kept === true;
      const { begun, ended, failed } = await simulate(steps, { parallel: 1, isKept: kept, fails: (step) => nodes[Number(step.id)]?.fails === true });
      const can = new Set(independent(steps, failed, ended));
      const wanted = new Set(steps.filter((step) => kept(step) && can.has(step.id)).map((step) => step.id));
      for (const step of [...steps].reverse()) if (wanted.has(step.id)) for (const need of step.needs) wanted.add(need);
      expect(ended).to.include.members([...wanted]);
      const after = begun.slice(begun.indexOf(failed[0] ?? '') + 1).filter((id) => failed.length > 0 && !failed.includes(id));
      for (const id of after) expect(steps.some((step) => kept(step) && reaches(steps, step.id, id)), `${id} is of no use`).to.equal(true);
    }), { numRuns: 100 });
  });
});

/** Whether one step is another, or needs it. */
function reaches(steps: readonly Step[], from: string, to: string): boolean {
  return from === to || (steps.find((step) => step.id === from)?.needs ?? []).some((need) => reaches(steps, need, to));
}
