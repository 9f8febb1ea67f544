import { expect } from 'chai';
import { createPlan } from '../../../src/plan/create-plan.js';
import type { Action, Plan } from '../../../src/schema/plan.js';
import { planSchema } from '../../../src/schema/plan.js';
import { combinedOf, mediaOf, monthOf } from '../../support/generation-fixtures.js';
import { planOptions, scan, update } from '../../support/plan-fixtures.js';

const options = planOptions();
const plan = createPlan(mediaOf(26100, 1), scan(...monthOf(26100, 3775)), options);

/** Number and action of each step of a target. */
function rows(made: Plan, target: string): string[] {
  return made.steps.filter((step) => step.target === target).map((step) => `${step.recipeStep} ${step.id.slice(target.length + 1)}`);
}

function packages(made: Plan, target: string): Extract<Action, { action: 'add-package' }>[] {
  return made.steps.filter((step) => step.target === target).map((step) => step.do).filter((action) => action.action === 'add-package');
}

describe('createPlan, current', () => {
  it('follows the vendor\'s table in WinRE: servicing stack, Safe OS update, cleanup, export; no cumulative update', () => {
    expect(rows(plan, 'winre')).to.deep.equal(['1 mount', '1 add-servicing-stack-of-cumulative', '6 add-safe-os', '7 cleanup', '8 save', '8 export']);
  });

  it('follows it in install images: servicing stack, cumulative update, cleanup without ResetBase, .NET, export', () => {
    expect(rows(plan, 'install:1')).to.deep.equal(['9 export-source', '9 mount', '1 take-winre', '9 add-servicing-stack-of-cumulative',
      '13 add-cumulative', '14 cleanup', '15 add-dotnet', '8 put-winre', '16 save', '16 assemble']);
    expect(plan.steps.find((step) => step.id === 'install:1/cleanup')?.do).to.deep.equal({ action: 'cleanup', resetBase: false, defer: false, pendingIsWarning: true });
  });

  it('follows it in the Setup image, whose programs and boot files go to the media', () => {
    expect(rows(plan, 'boot:2')).to.deep.equal(['17 export-source', '17 mount', '17 add-servicing-stack-of-cumulative', '23 add-cumulative', '24 cleanup',
      '27 collect-setup', '27 collect-setuphost', '28 collect-bootmgfw', '28 collect-bootmgr', '28 collect-boot-stl', '25 save', '25 assemble']);
    expect(rows(plan, 'boot:1')).to.deep.equal(['17 export-source', '17 mount', '17 add-servicing-stack-of-cumulative', '23 add-cumulative', '24 cleanup', '25 save', '25 assemble']);
  });

  it('unpacks the Setup update, then puts the Setup image\'s files over it', () => {
    expect(rows(plan, 'media')).to.deep.equal(['1 copy', '26 add-setup-update', '27-28 apply-files']);
    expect(plan.steps.at(-1)?.do).to.deep.equal({ action: 'apply-files', targets: ['boot:2'] });
  });

  it('tolerates 0x8007007e for the servicing stack of WinRE and boot images only, and asks what is left to prove it', () => {
    const tolerating = plan.steps.filter((step) => step.do.action === 'add-package' && step.do.tolerates !== undefined);
    expect(tolerating.map((step) => step.id)).to.deep.equal(['winre', 'boot:2', 'boot:1'].map((target) => `${target}/add-servicing-stack-of-cumulative`));
    for (const step of tolerating) {
      expect(step.expects).to.deep.equal({
        servicingStack: '10.0.26100.3774', serviceable: true,
        packages: [{ identity: 'Package_for_ServicingStack_3774~31bf3856ad364e35~amd64~~26100.3774.1.1', states: ['Installed'] }],
      });
    }
  });

  it('promises each image its build, and WinRE none: only the servicing stack and the Safe OS update', () => {
    expect(plan.targets.map((target) => [target.id, target.expectedBuild?.ubr])).to.deep.equal([['winre', undefined], ['install:1', 3775], ['boot:2', 3775], ['boot:1', 3775], ['media', undefined]]);
  });

  it('asks on the mount what WinRE has, and says so', () => {
    expect(plan.steps.filter((step) => step.target === 'winre' && step.when !== undefined).map((step) => step.when?.kind)).to.deep.equal(['servicing-stack-below', 'package-below']);
    expect(plan.updates.find((decision) => decision.kind === 'safeOs')?.reason).to.contain('asked on the mount of winre');
  });

  it('names rule and reason for every step', () => {
    expect(plan.steps.filter((step) => step.rule === undefined || step.why === undefined)).to.deep.equal([]);
    expect(planSchema.parse(plan)).to.deep.equal(plan);
  });

  it('lays checkpoints beside the cumulative update, whenever it is added, and never adds one by itself', () => {
    const checkpoint = combinedOf(26100, 1742, { kind: 'checkpoint' });
    const [, ...rest] = monthOf(26100, 3775);
    const target = combinedOf(26100, 3775, { startsFrom: { build: 26100, ubr: 1742 }, releaseMonth: '2025-04' });
    const made = createPlan(mediaOf(26100, 1), scan(checkpoint, target, ...rest), options);
    for (const id of ['winre', 'install:1', 'boot:1', 'boot:2']) {
      const added = packages(made, id).filter((action) => action.kind === 'combined');
      expect(added.map((action) => action.beside), id).to.deep.equal(added.map(() => [{ update: checkpoint.sha256, file: checkpoint.file }]));
      expect(packages(made, id).map((action) => action.update)).not.to.include(checkpoint.sha256);
    }
    expect(made.updates[0]).to.include({ taken: true }).and.property('reason').contain('builds on it');
  });

  it('takes the servicing stack by its cabinet where that is asked for: then nothing is tolerated', () => {
    const made = createPlan(mediaOf(26100, 1), scan(...monthOf(26100, 3775)), { ...options, servicingStack: 'extract' });
    const first = packages(made, 'boot:2')[0];
    expect(first).to.include({ part: 'servicingStack' }).and.not.have.property('tolerates');
  });

  it('gives WinRE the cumulative update on request, after its own update', () => {
    const made = createPlan(mediaOf(26100, 1), scan(...monthOf(26100, 3775)), { ...options, winreCumulative: 'yes' });
    expect(rows(made, 'winre').slice(2, 4)).to.deep.equal(['6 add-safe-os', '6 add-cumulative']);
  });

  it('enables .NET Framework 3.5 after the cleanup and updates it; the cumulative update again by the policy', () => {
    const month = scan(...monthOf(26100, 3775));
    const made = createPlan(mediaOf(26100, 1), month, { ...options, netfx3: true });
    expect(rows(made, 'install:1').slice(5, -3)).to.deep.equal(['14 cleanup', '15 enable-netfx3', '15 add-dotnet', '15 readd-cumulative']);
    const again = (policy: 'auto' | 'yes' | 'no') => createPlan(mediaOf(26100, 1), month, { ...options, netfx3: true, reapply: policy }).steps.find((step) => step.id.endsWith('readd-cumulative'))?.when?.kind;
    expect([again('auto'), again('yes'), again('no')]).to.deep.equal(['reapply-needed', 'step-ran', undefined]);
  });

  it('leaves .NET Framework 3.5 out where Windows has it no more, and says so', () => {
    const made = createPlan(mediaOf(28000, 1), scan(...monthOf(28000, 500)), { ...options, netfx3: true });
    expect(rows(made, 'install:1').join()).not.to.contain('netfx3');
    expect(made.warnings.join()).to.contain('no .NET Framework 3.5 as a feature any more');
  });

  it('takes boot files of CA 2023 on request, and foretells where there will be none', () => {
    const made = createPlan(mediaOf(26100, 1), scan(...monthOf(26100, 3775)), { ...options, ca2023: true });
    expect(rows(made, 'boot:2').filter((row) => row.startsWith('28'))).to.deep.equal(['28 collect-bootmgfw-2023', '28 collect-bootmgr-2023',
      '28 collect-efisys-2023', '28 collect-efisys-noprompt-2023', '28 collect-fonts-2023', '28 collect-boot-stl']);
    expect(() => createPlan(mediaOf(22621, 1), scan(...monthOf(22621, 3000)), { ...options, ca2023: true })).to.throw('no boot files signed by Windows UEFI CA 2023');
    expect(() => createPlan(mediaOf(22621, 1), scan(...monthOf(22621, 3447)), { ...options, ca2023: true })).not.to.throw();
  });

  it('warns where WinRE or the sources get no update of their own', () => {
    const made = createPlan(mediaOf(26100, 1), scan(combinedOf(26100, 3775)), options);
    expect(made.warnings.join()).to.contain('no Safe OS Dynamic Update').and.contain('no Setup Dynamic Update');
  });

  it('raises an enabled build after the cumulative update', () => {
    const ekb = update({ kind: 'enablement', kb: 'KB5054156', targetBuild: 26100, file: 'ekb.msu', identity: 'Enablement~~amd64~~1.0' });
    const made = createPlan(mediaOf(26100, 1), scan(...monthOf(26100, 3775), ekb), options);
    expect(rows(made, 'install:1').slice(4, 6)).to.deep.equal(['13 add-cumulative', '13 add-enablement']);
  });

  it('has no setuphost.exe before 26100', () => {
    expect(rows(createPlan(mediaOf(22631, 1), scan(...monthOf(22621, 3447)), options), 'boot:2').join()).not.to.contain('setuphost');
  });
});
