import { expect } from 'chai';
import fc from 'fast-check';
import { createPlan } from '../../../src/plan/create-plan.js';
import type { PlanOptions } from '../../../src/plan/create-plan.js';
import { remainingSeconds } from '../../../src/run/remaining.js';
import { ServicingError } from '../../../src/schema/errors.js';
import type { Plan } from '../../../src/schema/plan.js';
import { planSchema } from '../../../src/schema/plan.js';
import { cumulative, flash, image, media, planOptions, scan, stack, update } from '../../support/plan-fixtures.js';

const options: PlanOptions = planOptions();
const all = scan(stack, cumulative, flash);

function failure(work: () => unknown): ServicingError {
  try {
    work();
  } catch (error) {
    if (error instanceof ServicingError) return error;
    throw error;
  }
  throw new Error('It did not fail');
}

function stepsOf(plan: Plan, target: string): string[] {
  return plan.steps.filter((step) => step.target === target).map((step) => step.id.slice(target.length + 1));
}

describe('createPlan, classic', () => {
  const plan = createPlan(media(), all, options);

  it('fits its own schema', () => {
    expect(planSchema.parse(plan)).to.deep.equal(plan);
  });

  it('lays all twelve steps of the process side by side with its own', () => {
    const numbers = new Set(plan.steps.map((step) => step.recipeStep.split('.')[0]));
    expect([...numbers].map(Number).sort((a, b) => a - b)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('services WinRE once for two editions that share it, and puts it into both', () => {
    expect(stepsOf(plan, 'winre')).to.deep.equal(['mount', 'add-servicing-stack', 'add-cumulative', 'cleanup', 'save', 'export']);
    expect(plan.steps.filter((step) => step.do.action === 'take-winre')).to.have.length(1);
    expect(plan.steps.filter((step) => step.do.action === 'put-winre').map((step) => step.target)).to.deep.equal(['install:1', 'install:2']);
  });

  it('services each distinct winre.wim, and says which edition has none', () => {
    const { winre: _gone, ...bare } = image(3, 'Windows 10 Education');
    const three = media({}, [image(1, 'Windows 10 Home'), image(2, 'Windows 10 Pro', { winre: { path: 'Windows/System32/Recovery/winre.wim', size: 1, sha1: 'b'.repeat(40) } }), bare]);
    const made = createPlan(three, all, options);
    expect(made.targets.map((target) => target.id)).to.include.members(['winre', 'winre:2']);
    expect(stepsOf(made, 'install:3')).not.to.include('put-winre');
    expect(made.warnings.join()).to.contain('Windows 10 Education has no winre.wim');
  });

  it('orders servicing stack, cumulative, Flash, cleanup, sources, .NET Framework 3.5 in an install image', () => {
    expect(stepsOf(plan, 'install:1')).to.deep.equal(['export-source', 'mount', 'take-winre', 'add-servicing-stack',
      'add-cumulative', 'add-flash', 'cleanup', 'collect-sources', 'enable-netfx3', 'readd-cumulative', 'put-winre', 'save', 'assemble']);
  });

  it('takes sources from one image only, the one with the highest build', () => {
    const made = createPlan(media({}, [image(1, 'Windows 10 Home'), image(2, 'Windows 10 Pro', { ubr: 48 })]), all, options);
    expect(made.steps.filter((step) => step.do.action === 'collect-newer').map((step) => step.target)).to.deep.equal(['install:2']);
  });

  it('gives Flash to install images only', () => {
    expect(plan.updates.find((decision) => decision.kind === 'adobeFlash')?.targets).to.deep.equal(['install:1', 'install:2']);
  });

  it('asks on the mount whether .NET Framework 3.5 is on, unless it was asked for', () => {
    const asked = createPlan(media(), all, { ...options, netfx3: true });
    const find = (made: Plan) => made.steps.find((step) => step.id === 'install:1/enable-netfx3');
    expect(find(plan)?.when).to.deep.equal({ kind: 'feature-enabled', feature: 'NetFx3' });
    expect(find(asked)?.when).to.equal(undefined);
  });

  it('keeps the boot index on the Setup image and sends setup.exe from there to the media', () => {
    const assembled = plan.steps.filter((step) => step.do.action === 'assemble-image' && step.do.wim === 'sources/boot.wim');
    expect(assembled.map((step) => step.do.action === 'assemble-image' && [step.target, step.do.position, step.do.bootable]))
      .to.deep.equal([['boot:1', 1, false], ['boot:2', 2, true]]);
    expect(plan.steps.at(-1)?.do).to.deep.equal({ action: 'apply-files', targets: ['install:1', 'boot:2'] });
  });

  it('keeps only the chosen editions, in the order of the media', () => {
    const made = createPlan(media(), all, { ...options, edition: ['pro'] });
    expect(made.targets.map((target) => target.id)).to.deep.equal(['winre', 'install:2', 'boot:2', 'boot:1', 'media']);
    expect(failure(() => createPlan(media(), all, { ...options, edition: ['Ultimate'] })).code).to.equal('usage');
  });

  it('has no clock and no path: the same input gives the same bytes', () => {
    const again = createPlan(media(), all, options);
    expect(JSON.stringify(again)).to.equal(JSON.stringify(plan));
    expect(JSON.stringify(plan)).not.to.contain('/media').and.not.to.contain('/updates/');
  });

  it('changes the digests of exactly the targets that an update reaches', () => {
    const other = update({ ...flash, sha256: 'f'.repeat(64) });
    const changed = createPlan(media(), scan(stack, cumulative, other), options);
    const differing = changed.targets.filter((target, at) => target.digest !== plan.targets[at]?.digest).map((target) => target.id);
    expect(differing).to.deep.equal(['install:1', 'install:2', 'media']);
  });

  it('foretells the longest path', () => {
    const remaining = remainingSeconds(plan.steps);
    expect(Math.max(...remaining.values())).to.be.at.most(plan.estimate.seconds).and.greaterThan(0);
  });
});

describe('createPlan, choice of updates', () => {
  it('takes the newest of a kind and says by what the others are superseded', () => {
    const older = update({ ...cumulative, file: 'old.msu', kb: 'KB4284835', sha256: 'e'.repeat(64), version: '17134.112.1.8', identity: 'Package_for_RollupFix~31bf3856ad364e35~amd64~~17134.112.1.8', resultBuild: { build: 17134, ubr: 112 } });
    const plan = createPlan(media(), scan(older, stack, cumulative), options);
    expect(plan.updates[0]).to.include({ taken: false, reason: 'is superseded by KB4338819 (lcu.msu)' });
  });

  it('compares a combined update with cumulative ones by the version of its cumulative package', () => {
    const combined = update({
      ...cumulative, file: 'combined.msu', kind: 'combined', kb: 'KB5000001', sha256: 'c'.repeat(64), version: '17134.1610.1.2',
      identity: 'Package_for_RollupFix~31bf3856ad364e35~amd64~~17134.1610.1.2', resultBuild: { build: 17134, ubr: 1610 }, servicingStackVersion: '10.0.17134.1601',
    });
    const plan = createPlan(media(), scan(combined, cumulative), options);
    expect(plan.updates.map((decision) => decision.taken)).to.deep.equal([true, false]);
    expect(plan.steps.some((step) => step.id.endsWith('add-servicing-stack'))).to.equal(false);
  });

  it('needs a cumulative update', () => {
    expect(failure(() => createPlan(media(), scan(stack), options)).code).to.equal('update-missing');
  });

  it('refuses updates of another architecture or family of builds, each with its reason', () => {
    for (const wrong of [{ architecture: 'x86' as const }, { targetBuild: 17763 }]) {
      const error = failure(() => createPlan(media(), scan(update({ ...cumulative, ...wrong })), options));
      expect(error).to.include({ code: 'update-not-applicable', hresult: '0x800f081e' });
      expect(error.details.join()).to.match(/is for (x86, the media is x64|build 17763, the media is build 17134)/u);
    }
  });

  it('foretells a missing or too old servicing stack as 0x800f0823', () => {
    expect(failure(() => createPlan(media(), scan(cumulative), options))).to.include({ code: 'update-missing', hresult: '0x800f0823' });
    const old = update({ ...stack, servicingStackVersion: '10.0.17134.100' });
    expect(failure(() => createPlan(media(), scan(old, cumulative), options)).message).to.contain('brings 10.0.17134.100');
  });

  it('needs no servicing stack update where every image has the stack already', () => {
    const up = media({}, [image(1, 'Windows 10 Pro', { servicingStack: '10.0.17134.200' })]);
    expect(createPlan(up, scan(cumulative), options).steps.some((step) => step.id.endsWith('add-servicing-stack'))).to.equal(false);
  });

  it('refuses an update older than the media', () => {
    const newer = media({}, [image(1, 'Windows 10 Pro', { ubr: 228 })]);
    expect(failure(() => createPlan(newer, all, options)).message).to.contain('newer than KB4338819 (17134.165)');
  });

  it('refuses a file whose name promises another SHA-1', () => {
    expect(failure(() => createPlan(media(), scan(stack, update({ ...cumulative, nameDigest: 'mismatch' })), options)).code).to.equal('update-invalid');
  });

  it('refuses builds that no recipe serves', () => {
    expect(failure(() => createPlan(media({ build: 10586 }), all, options)).code).to.equal('media-unsupported');
  });

  it('leaves sources alone from 18362 on, but for setup.exe', () => {
    const later = media({ build: 18362 });
    const fit = scan(update({ ...stack, targetBuild: 18362 }), update({ ...cumulative, targetBuild: 18362 }));
    const plan = createPlan(later, fit, options);
    expect(plan.steps.some((step) => step.do.action === 'collect-newer')).to.equal(false);
    expect(plan.steps.at(-1)?.do).to.deep.equal({ action: 'apply-files', targets: ['boot:2'] });
  });
});

describe('createPlan, any media', () => {
  it('gives a runnable graph with one end, whatever editions and winre.wims there are', () => {
    const edition = fc.record({ winre: fc.constantFrom('a', 'b', 'c', 'none'), ubr: fc.integer({ min: 1, max: 100 }) });
    fc.assert(fc.property(fc.array(edition, { minLength: 1, maxLength: 11 }), fc.boolean(), (editions, netfx3) => {
      const images = editions.map((entry, at) => {
        const { winre, ...rest } = image(at + 1, `Edition ${at + 1}`, { ubr: entry.ubr });
        return entry.winre === 'none' || winre === undefined ? rest : { ...rest, winre: { ...winre, sha1: entry.winre.repeat(40) } };
      });
      const plan = createPlan(media({}, images), all, { ...options, netfx3 });
      const needed = new Set(plan.steps.flatMap((step) => step.needs));
      const ends = plan.steps.filter((step) => !needed.has(step.id)).map((step) => step.id);
      expect(ends).to.deep.equal(['media/apply-files']);
      expect(plan.targets.filter((target) => target.id.startsWith('winre'))).to.have.length(new Set(editions.map((e) => e.winre).filter((w) => w !== 'none')).size);
    }), { numRuns: 60 });
  });
});
