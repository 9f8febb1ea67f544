import { expect } from 'chai';
import fc from 'fast-check';
import { createPlan } from '../../../src/plan/create-plan.js';
import type { PlanOptions } from '../../../src/plan/create-plan.js';
import { ServicingError } from '../../../src/schema/errors.js';
import type { ImageInfo, MediaInfo } from '../../../src/schema/media.js';
import type { Plan, Step } from '../../../src/schema/plan.js';
import { planSchema } from '../../../src/schema/plan.js';
import type { UpdateInfo } from '../../../src/schema/update.js';
import { combinedOf, dotNetOf, mediaOf, safeOsOf, setupOf } from '../../support/generation-fixtures.js';
import { planOptions, scan, update } from '../../support/plan-fixtures.js';
import { processorMs } from '../../support/processor-time.js';

const builds = [14393, 17134, 17763, 18362, 19045, 20348, 22621, 26100, 28000] as const;
const familyOf = (build: number): number => (build === 19045 ? 19041 : build);

interface Case { media: MediaInfo; updates: UpdateInfo[]; options: PlanOptions }

/** Some updates of every kind, some of them older, of another month, or for other images. */
function updatesOf(build: number): fc.Arbitrary<UpdateInfo[]> {
  const family = familyOf(build);
  const month = fc.constantFrom('2025-03', '2025-04', '2025-05');
  const serial = fc.integer({ min: 100, max: 999 });
  const separate = (ubr: number): UpdateInfo => {
    const { servicingStack: _stack, servicingStackVersion: _version, minimumServicingStack: _minimum, ...lcu } = combinedOf(family, ubr, { kind: 'cumulative' });
    return lcu;
  };
  const stack = (ubr: number): UpdateInfo => update({ kind: 'servicingStack', kb: `KB4${ubr}`, targetBuild: family, identity: `Package_for_KB4${ubr}~~amd64~~1.0`, servicingStackVersion: `10.0.${family}.${ubr}` });
  const any = fc.tuple(fc.nat(8), serial, month).map(([kind, ubr, releaseMonth]): UpdateInfo => {
    switch (kind) {
      case 0: return combinedOf(family, ubr, { releaseMonth });
      case 1: return safeOsOf(family, ubr, { releaseMonth });
      case 2: return setupOf(ubr, { releaseMonth });
      case 3: return dotNetOf(ubr);
      case 4: return stack(ubr);
      case 5: return update({ kind: 'adobeFlash', kb: `KB6${ubr}`, identity: `Package_for_KB6${ubr}~~amd64~~1.0` });
      case 6: return update({ kind: 'other', removesFlash: true, kb: 'KB4577586', identity: 'Package_for_KB4577586~~amd64~~1.0' });
      case 7: return combinedOf(21000, ubr);
      default: return separate(ubr);
    }
  });
  return fc.tuple(fc.array(any, { maxLength: 12 }), fc.boolean(), serial).map(([list, combined, ubr]) => [...list, combined ? combinedOf(family, ubr) : separate(ubr)]);
}

const edition = fc.record({
  winre: fc.constantFrom('a', 'b', 'c'), ubr: fc.integer({ min: 1, max: 60 }), core: fc.boolean(), servicingStack: fc.boolean(),
});

function casesOf(build: number): fc.Arbitrary<Case> {
  const policy = fc.constantFrom('auto' as const, 'yes' as const, 'no' as const);
  const options = fc.record({
    netfx3: fc.boolean(), winreCumulative: policy, reapply: policy, resetBase: fc.boolean(), keepOthers: fc.boolean(),
    servicingStack: fc.constantFrom('whole' as const, 'extract' as const), features: fc.constantFrom<string[]>([], ['TelnetClient']),
  });
  return fc.record({ updates: updatesOf(build), editions: fc.array(edition, { minLength: 1, maxLength: 6 }), options }).map(({ updates, editions, options: fields }) => ({
    media: mediaOf(build, 1, editions.map(({ winre, ubr, core, servicingStack }): Partial<ImageInfo> => ({
      ubr, installationType: core ? 'Server Core' : 'Client', ...(servicingStack ? { servicingStack: `10.0.${familyOf(build)}.500` } : {}),
      winre: { path: 'Windows/System32/Recovery/winre.wim', size: 10, sha1: winre.charCodeAt(0).toString(16).repeat(20) },
    }))),
    updates, options: planOptions(fields),
  }));
}

const anyCase = fc.constantFrom(...builds).chain(casesOf);

/** The plan of a case; undefined where the case is rightly refused. */
function planOf({ media, updates, options }: Case): Plan | undefined {
  try {
    return createPlan(media, scan(...updates), options);
  } catch (error) {
    if (error instanceof ServicingError && error.code !== 'internal') return undefined;
    throw error;
  }
}

/** Checks something on each target of any plan; most cases must give one. */
function everyTarget(check: (steps: readonly Step[], target: string, plan: Plan, of: Case) => void): void {
  let plans = 0;
  fc.assert(fc.property(anyCase, (one) => {
    const plan = planOf(one);
    if (plan === undefined) return;
    plans += 1;
    for (const { id } of plan.targets) check(plan.steps.filter((step) => step.target === id), id, plan, one);
  }), { numRuns: 150 });
  expect(plans).to.be.greaterThan(50);
}

function places(steps: readonly Step[], fits: (step: Step) => boolean): number[] {
  return steps.flatMap((step, at) => (fits(step) ? [at] : []));
}

const isPackage = (step: Step, ...kinds: string[]): boolean => step.do.action === 'add-package' && kinds.includes(step.do.kind);
const isStack = (step: Step): boolean => step.id.includes('/add-servicing-stack');
const isCumulative = (step: Step): boolean => isPackage(step, 'cumulative', 'combined') && !isStack(step);
const isAction = (...names: string[]) => (step: Step): boolean => names.includes(step.do.action);

/** Every step of one sort comes before every step of the other. */
function expectBefore(steps: readonly Step[], first: (step: Step) => boolean, then: (step: Step) => boolean): void {
  const [early, late] = [places(steps, first), places(steps, then)];
  if (early.length > 0 && late.length > 0) expect(Math.max(...early), steps.map((step) => step.id).join(' ')).to.be.lessThan(Math.min(...late));
}

describe('any plan', () => {

  it('is a graph without circles, of schema, with one end: the media', () => {
    fc.assert(fc.property(anyCase, (one) => {
      const plan = planOf(one);
      if (plan === undefined || plan.upToDate !== undefined) return;
      const seen = new Set<string>();
      for (const step of plan.steps) {
        expect(step.needs.filter((need) => !seen.has(need)), step.id).to.deep.equal([]);
        expect(seen.has(step.id), step.id).to.equal(false);
        seen.add(step.id);
      }
      const needed = new Set(plan.steps.flatMap((step) => step.needs));
      expect(plan.steps.filter((step) => !needed.has(step.id)).map((step) => step.id)).to.deep.equal(['media/apply-files']);
      expect(planSchema.parse(plan)).to.deep.equal(plan);
    }), { numRuns: 150 });
  });

  it('is the same to the byte for the same input', () => {
    fc.assert(fc.property(anyCase, (one) => {
      expect(JSON.stringify(planOf(structuredClone(one)))).to.equal(JSON.stringify(planOf(one)));
    }), { numRuns: 60 });
  });

  it('has a sentence for every file and a rule for every step', () => {
    everyTarget((steps, _target, plan, { updates }) => {
      expect(plan.updates.map((decision) => decision.reason.length > 0)).to.deep.equal(updates.map(() => true));
      expect(steps.filter((step) => step.rule === undefined || step.why === undefined)).to.deep.equal([]);
    });
  });

  it('R1: servicing stacks before every other update', () => {
    everyTarget((steps) => { expectBefore(steps, isStack, (step) => step.do.action === 'add-package' && !isStack(step)); });
  });

  it('R2: features before the cumulative update, which nothing follows but what has its own rule', () => {
    everyTarget((steps) => {
      expectBefore(steps, (step) => step.do.action === 'enable-feature' && step.do.feature !== 'NetFx3', isCumulative);
      const last = places(steps, isCumulative).at(-1);
      if (last === undefined) return;
      const after = steps.slice(last + 1).filter(isAction('add-package', 'enable-feature'));
      expect(after.filter((step) => !isPackage(step, 'dotNet', 'adobeFlash', 'enablement') && !(step.do.action === 'enable-feature' && step.do.feature === 'NetFx3'))).to.deep.equal([]);
    });
  });

  it('R3: cleanup before .NET Framework 3.5 and its updates, after all other updates', () => {
    everyTarget((steps) => {
      expectBefore(steps, isAction('cleanup'), (step) => step.do.action === 'enable-feature' && step.do.feature === 'NetFx3');
      expectBefore(steps, isAction('cleanup'), (step) => isPackage(step, 'dotNet'));
      expectBefore(steps, (step) => step.do.action === 'add-package' && !isPackage(step, 'dotNet') && !step.id.endsWith('readd-cumulative'), isAction('cleanup'));
    });
  });

  it('G3, C11: each distinct WinRE is finished before any edition that holds it is saved', () => {
    everyTarget((steps, target, plan) => {
      for (const step of steps) {
        if (step.do.action !== 'put-winre') continue;
        const { winre } = step.do;
        expect(step.needs).to.include(`${winre}/export`);
        expectBefore(steps, isAction('put-winre'), isAction('save'));
      }
      if (target.startsWith('winre')) expect(plan.steps.filter((step) => step.do.action === 'take-winre' && step.do.winre === target)).to.have.length(1);
    });
  });

  it('W2: no cumulative update in WinRE by the current recipe unless asked; the Safe OS update nowhere else', () => {
    everyTarget((steps, target, plan, { options }) => {
      const asked = options.winreCumulative === 'yes' || (plan.recipe.name === 'classic' && options.winreCumulative === 'auto');
      if (target.startsWith('winre') && !asked) expect(steps.filter(isCumulative)).to.deep.equal([]);
      if (!target.startsWith('winre')) expect(steps.filter((step) => isPackage(step, 'safeOs'))).to.deep.equal([]);
    });
  });

  it('C4: an error is tolerated for the servicing stack of WinRE and boot images only, with a proof', () => {
    everyTarget((steps, target) => {
      for (const step of steps) {
        if (step.do.action !== 'add-package' || step.do.tolerates === undefined) continue;
        expect(isStack(step) && !target.startsWith('install'), step.id).to.equal(true);
        expect(step.expects?.servicingStack !== undefined && step.expects.serviceable === true, step.id).to.equal(true);
      }
    });
  });

  it('section 3: Flash and .NET in install images only, no Flash on Server Core', () => {
    everyTarget((steps, target, _plan, { media }) => {
      const core = media.install.images.find((image) => `install:${image.index}` === target)?.installationType === 'Server Core';
      if (!target.startsWith('install') || core) expect(steps.filter((step) => isPackage(step, 'adobeFlash'))).to.deep.equal([]);
      if (!target.startsWith('install')) expect(steps.filter((step) => isPackage(step, 'dotNet'))).to.deep.equal([]);
    });
  });

  it('C9, M2: setup.exe comes from the Setup image, last, after the Setup update', () => {
    everyTarget((steps, target) => {
      if (target !== 'media') return;
      expect(steps.at(-1)?.do.action).to.equal('apply-files');
      const last = steps.at(-1)?.do;
      expect(last?.action === 'apply-files' && last.targets.at(-1)).to.equal('boot:2');
      expectBefore(steps, isAction('expand-update'), isAction('apply-files'));
    });
  });

  it('touches no original: what is mounted is a WIM of its own, what reads the media\'s copy waits for it', () => {
    everyTarget((steps, target, plan) => {
      const reachesCopy = (id: string): boolean => id === 'media/copy' || (plan.steps.find((step) => step.id === id)?.needs ?? []).some(reachesCopy);
      expectBefore(steps, isAction('export-source'), isAction('mount'));
      if (steps.some(isAction('mount')) && !target.startsWith('winre')) expect(steps[0]?.do.action).to.equal('export-source');
      for (const step of steps.filter(isAction('collect-by-name', 'collect-newer', 'assemble-image', 'expand-update', 'apply-files'))) {
        expect(step.needs.some(reachesCopy), step.id).to.equal(true);
      }
    });
  });
});

describe('a plan of a thousand updates and twelve editions', () => {
  it('is made in a moment', () => {
    const updates = Array.from({ length: 250 }, (_one, at) => [combinedOf(26100, 1000 + at), safeOsOf(26100, 1000 + at), setupOf(1000 + at), dotNetOf(1000 + at)]).flat();
    const media = mediaOf(26100, 1, Array.from({ length: 12 }, () => ({})));
    const options = planOptions();
    const started = processorMs();
    const plan = createPlan(media, scan(...updates), options);
    // A second is the aim; ten guard against work that grows with the square, on a machine that does other things too.
    expect(processorMs() - started).to.be.lessThan(10_000);
    expect(plan.updates.filter((decision) => decision.taken)).to.have.length(4);
  });
});
