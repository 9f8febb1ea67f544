import { expect } from 'chai';
import { createPlan } from '../../../src/plan/create-plan.js';
import type { Plan } from '../../../src/schema/plan.js';
import type { UpdateInfo } from '../../../src/schema/update.js';
import { failureOf } from '../../support/failure.js';
import { combinedOf, mediaOf, safeOsOf } from '../../support/generation-fixtures.js';
import { planOptions, scan, update } from '../../support/plan-fixtures.js';

const options = planOptions();

/** A cumulative update and a servicing stack update in two files. */
function separate(build: number): UpdateInfo[] {
  const { servicingStack: _stack, servicingStackVersion: _version, ...lcu } = combinedOf(build, 900, { kind: 'cumulative' });
  return [lcu, update({ kind: 'servicingStack', kb: 'KB5000000', file: 'ssu.msu', identity: 'Package_for_KB5000000~~amd64~~1.0', targetBuild: build, servicingStackVersion: `10.0.${build}.899` })];
}

function planOf(build: number, updates: readonly UpdateInfo[], recipe: 'auto' | 'classic' | 'current' = 'auto'): Plan {
  return createPlan(mediaOf(build, 1), scan(...updates), { ...options, recipe });
}

describe('choice of the recipe', () => {
  it('goes by the table of builds', () => {
    const chosen = (build: number): string => planOf(build, [combinedOf(build, 900)]).recipe.name;
    for (const build of [14393, 15063, 16299, 17134, 17763, 18362, 18363]) expect(chosen(build), String(build)).to.equal('classic');
    for (const build of [20348, 22000, 22621, 22631, 25398, 26100, 26200, 28000]) expect(chosen(build), String(build)).to.equal('current');
  });

  it('goes by the shape of the updates for Windows 10 2004 to 22H2, and says so', () => {
    const combined = planOf(19045, [combinedOf(19041, 900)]);
    expect(combined.recipe).to.include({ name: 'current' }).and.property('reason').contain('brings its servicing stack with it');
    expect(planOf(19045, separate(19041)).recipe).to.include({ name: 'classic' }).and.property('reason').contain('needs a servicing stack update of its own');
  });

  it('takes the other one there on request, with a warning, and refuses it elsewhere', async () => {
    expect(planOf(19045, [combinedOf(19041, 900)], 'classic').warnings.join()).to.contain('current fits better');
    expect((await failureOf(async () => Promise.resolve(planOf(26100, [combinedOf(26100, 900)], 'classic')))).code).to.equal('usage');
    expect((await failureOf(async () => Promise.resolve(planOf(17134, separate(17134), 'current')))).details.join()).to.contain('classic generation');
  });

  it('needs the first updates of a servicing stack of their own before a combined one', () => {
    const [, stack] = separate(19041);
    const made = planOf(19045, [combinedOf(19041, 900), ...(stack === undefined ? [] : [stack])]);
    expect(made.steps.filter((step) => step.target === 'install:1' && step.recipeStep === '9').map((step) => step.id.split('/')[1])).to.deep.equal(
      ['export-source', 'mount', 'add-servicing-stack', 'add-servicing-stack-of-cumulative']);
  });
});

describe('the classic recipe with later updates', () => {
  const steps = (made: Plan, target: string): string[] => made.steps.filter((step) => step.target === target).map((step) => step.id.split('/')[1] ?? '');

  it('takes a combined update for Server 2019, and a Safe OS update besides', () => {
    const made = planOf(17763, [combinedOf(17763, 7314), safeOsOf(17763, 7310)]);
    expect(steps(made, 'winre')).to.deep.equal(['mount', 'add-servicing-stack-of-cumulative', 'add-safe-os', 'add-cumulative', 'cleanup', 'save', 'export']);
    expect(steps(made, 'install:1')).to.include.members(['collect-sources', 'readd-cumulative']);
  });

  it('gives boot images of 14393 a servicing stack only', () => {
    const made = planOf(14393, [combinedOf(14393, 6897)]);
    expect(steps(made, 'boot:2')).not.to.include('add-cumulative');
    expect(steps(made, 'winre')).not.to.include('add-cumulative');
    expect(made.warnings.join()).to.contain('14393');
  });

  it('takes Flash out instead of updating it, before the cumulative update', () => {
    const removal = update({ kind: 'other', kb: 'KB4577586', removesFlash: true, targetBuild: 17763, file: 'removal.msu', identity: 'Package_for_KB4577586~~amd64~~10.0.1.2' });
    const flash = update({ kind: 'adobeFlash', kb: 'KB4580325', targetBuild: 17763, file: 'flash.msu', identity: 'Package_for_KB4580325~~amd64~~10.0.1.0' });
    const made = planOf(17763, [combinedOf(17763, 7314), removal, flash]);
    const order = steps(made, 'install:1');
    expect(order.indexOf('remove-flash')).to.be.within(1, order.indexOf('add-cumulative'));
    expect(order).not.to.include('add-flash');
    expect(made.updates.find((decision) => decision.file === 'flash.msu')).to.include({ taken: false, reason: 'is superseded by KB4577586, which takes Adobe Flash out' });
  });

  it('leaves Flash out of Server Core', () => {
    const flash = update({ kind: 'adobeFlash', kb: 'KB4580325', targetBuild: 17763, file: 'flash.msu' });
    const made = createPlan(mediaOf(17763, 1, [{ installationType: 'Server Core' }, {}]), scan(combinedOf(17763, 7314), flash), options);
    expect(made.updates.find((decision) => decision.kind === 'adobeFlash')?.targets).to.deep.equal(['install:2']);
  });
});
