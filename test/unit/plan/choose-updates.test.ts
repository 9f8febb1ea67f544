import { expect } from 'chai';
import { createPlan } from '../../../src/plan/create-plan.js';
import type { PlanOptions } from '../../../src/plan/create-plan.js';
import type { ImageInfo, MediaInfo } from '../../../src/schema/media.js';
import type { Plan } from '../../../src/schema/plan.js';
import type { UpdateInfo } from '../../../src/schema/update.js';
import { failureOf } from '../../support/failure.js';
import { combinedOf, dotNetOf, mediaOf, monthOf, safeOsOf, setupOf } from '../../support/generation-fixtures.js';
import { planOptions, scan, update } from '../../support/plan-fixtures.js';

function planOf(media: MediaInfo, updates: readonly UpdateInfo[], fields: Partial<PlanOptions> = {}): Plan {
  return createPlan(media, scan(...updates), planOptions(fields));
}

function reasonOf(plan: Plan, { sha256 }: UpdateInfo): string {
  return plan.updates.find((decision) => decision.sha256 === sha256)?.reason ?? '';
}

const checkpoint = combinedOf(26100, 1742, { kind: 'checkpoint' });
const onCheckpoint = combinedOf(26100, 3775, { startsFrom: { build: 26100, ubr: 1742 }, releaseMonth: '2025-04' });

describe('choice of updates: a sentence for every file', () => {
  const older = combinedOf(26100, 2000);
  const strange = [
    update({ kind: 'languagePack', file: 'lp.cab' }), update({ kind: 'featureOnDemand', file: 'fod.cab' }), update({ kind: 'other', file: 'fix.msu' }),
    setupOf(1, { architecture: 'arm64' }), safeOsOf(22621, 1), setupOf(9, { format: 'msu-wim' }),
  ];
  const plan = planOf(mediaOf(26100, 1), [...monthOf(26100, 3775), older, ...strange]);

  it('names what supersedes, other architectures and builds, and the door for what is no update', () => {
    expect(plan.updates.map((decision) => decision.taken)).to.deep.equal([true, true, true, true, false, ...strange.map(() => false)]);
    expect(reasonOf(plan, older)).to.equal('is superseded by KB5003775 (lcu-3775.msu)');
    expect(strange.map((one) => reasonOf(plan, one))).to.satisfy((reasons: string[]) => (
      [/--source .*--language/u, /--source .*--capability/u, /only servicing stack/u, /is for arm64/u, /is for build 22621/u, /another form than the \.cab/u]
        .every((pattern, at) => pattern.test(reasons[at] ?? ''))));
  });

  it('tells the same update in two files apart from another one', () => {
    const twin = { ...older, sha256: 'f'.repeat(64), file: 'copy.msu' };
    expect(reasonOf(planOf(mediaOf(26100, 1), [older, twin]), twin)).to.equal('is the same update as lcu-2000.msu');
  });

  it('takes one .NET update for each version of the framework', () => {
    const others = [dotNetOf(1), dotNetOf(2), dotNetOf(3, { identity: 'Package_for_DotNetRollup~~amd64~~10.0.3.1' })];
    const made = planOf(mediaOf(22621, 1), [combinedOf(22621, 900), ...others]);
    expect(made.steps.filter((step) => step.target === 'install:1' && step.id.includes('dotnet')).map((step) => step.id)).to.deep.equal(['install:1/add-dotnet', 'install:1/add-dotnet-2']);
    expect(others.map((one) => reasonOf(made, one).startsWith('is superseded'))).to.deep.equal([true, false, false]);
  });

  it('leaves an update out of images that lack what it is for, by the packages they have', () => {
    const for48 = dotNetOf(1);
    const wanted = { ...for48, packages: [{ identity: for48.identity, name: 'x', version: '1', kind: 'dotNet' as const, parents: ['Microsoft-Windows-NetFx4~~amd64~~10.0.1.1'] }] };
    const made = planOf(mediaOf(22621, 1, [{ packages: ['Other~~amd64~~1.0'] }, { packages: ['Microsoft-Windows-NetFx4~~amd64~~10.0.1.1'] }]), [combinedOf(22621, 900), wanted]);
    expect(made.updates.at(-1)?.targets).to.deep.equal(['install:2']);
  });
});

describe('choice of updates: what is doubtful is said before anything is mounted', () => {
  it('two cumulative updates of a month', () => {
    const preview = combinedOf(26100, 3902, { releaseMonth: '2025-04' });
    expect(planOf(mediaOf(26100, 1), [...monthOf(26100, 3775), preview]).warnings.join()).to.contain('several cumulative updates of 2025-04: KB5003902, KB5003775');
  });

  it('a Dynamic Update of another month; that of the same month wins over a later one', () => {
    const month = { releaseMonth: '2025-04' };
    const [march, april, may] = [safeOsOf(26100, 3500, { releaseMonth: '2025-03' }), safeOsOf(26100, 3770, month), safeOsOf(26100, 4000, { releaseMonth: '2025-05' })];
    const lcu = combinedOf(26100, 3775, month);
    const same = planOf(mediaOf(26100, 1), [lcu, march, april, may]);
    expect([march, april, may].map((one) => same.updates.find((decision) => decision.sha256 === one.sha256)?.taken)).to.deep.equal([false, true, false]);
    expect(reasonOf(same, may)).to.contain('is of another month (2025-05)');
    expect(planOf(mediaOf(26100, 1), [lcu, march]).warnings.join()).to.contain('is of 2025-03').and.contain('right where none was published');
    expect(planOf(mediaOf(26100, 1), [lcu, may]).warnings.join()).to.contain('or a later cumulative update');
  });

  it('a checkpoint that is neither given nor in every image', async () => {
    const error = await failureOf(async () => Promise.resolve(planOf(mediaOf(26100, 1), [onCheckpoint])));
    expect(error).to.include({ code: 'update-missing', hresult: '0x800f081f' });
    expect(error.message).to.contain('26100.1742').and.contain('KB5003775');
  });

  it('a checkpoint that every image has: fine, unless content is added, which needs it again', async () => {
    expect(planOf(mediaOf(26100, 1742), [onCheckpoint]).warnings.join()).to.contain('every image has it already');
    const error = await failureOf(async () => Promise.resolve(planOf(mediaOf(26100, 1742), [onCheckpoint], { netfx3: true })));
    expect(error.details.join()).to.contain('every checkpoint is needed again');
  });

  it('a link in the middle of the chain', async () => {
    const second = combinedOf(26100, 2900, { kind: 'checkpoint', startsFrom: { build: 26100, ubr: 1742 } });
    const target = combinedOf(26100, 3775, { startsFrom: { build: 26100, ubr: 2900 } });
    expect((await failureOf(async () => Promise.resolve(planOf(mediaOf(26100, 1), [second, target])))).message).to.contain('26100.1742');
    const made = planOf(mediaOf(26100, 1), [target, second, checkpoint]);
    const added = made.steps.find((step) => step.id === 'install:1/add-cumulative')?.do;
    expect(added?.action === 'add-package' && added.beside?.map((one) => one.file)).to.deep.equal(['lcu-1742.msu', 'lcu-2900.msu']);
  });
});

describe('what images have already', () => {
  it('is left out image by image, by build, servicing stack and packages', () => {
    const lcu = combinedOf(22621, 900);
    const made = planOf(mediaOf(22621, 1, [{}, { ubr: 900, servicingStack: '10.0.22621.899' }]), [lcu]);
    expect(made.steps.filter((step) => step.do.action === 'add-package' && step.target.startsWith('install')).map((step) => step.target)).to.deep.equal(['install:1', 'install:1']);
    expect(made.steps.some((step) => step.id === 'install:2/cleanup')).to.equal(false);
  });

  it('compares builds within a family: 19045 in the hive, 19041 in XML, WinPE and the update', () => {
    const made = planOf(mediaOf(19045, 2006), [combinedOf(19041, 5737)]);
    expect(made.targets.map((target) => target.expectedBuild)).to.deep.equal([undefined, { build: 19045, ubr: 5737 }, { build: 19041, ubr: 5737 }, { build: 19041, ubr: 5737 }, undefined]);
  });

  it('gets the cumulative update again where features come', () => {
    const media = mediaOf(22621, 900, [{ servicingStack: '10.0.22621.899' }]);
    const made = planOf(media, [combinedOf(22621, 900)], { features: ['TelnetClient'] });
    const steps = made.steps.filter((step) => step.target === 'install:1').map((step) => step.id.slice('install:1/'.length));
    expect(steps).to.include('add-cumulative').and.not.include('add-servicing-stack-of-cumulative');
  });

  it('is all there: then there is nothing to do, and why', () => {
    const stack = { servicingStack: '10.0.22621.899' };
    const media = mediaOf(22621, 900, [stack]);
    const withoutWinre = ({ winre: _winre, ...rest }: ImageInfo): ImageInfo => rest;
    const upToDate: MediaInfo = {
      ...media, install: { ...media.install, images: media.install.images.map(withoutWinre) },
      boot: { ...media.boot, images: media.boot.images.map((image) => ({ ...image, ...stack })) },
    };
    const made = planOf(upToDate, [combinedOf(22621, 900)]);
    expect(made.upToDate).to.equal('every image has what KB5000900 brings');
    expect([made.steps, made.targets]).to.deep.equal([[], []]);
    expect(made.updates[0]).to.include({ taken: false }).and.property('reason').contain('in every chosen image already');
  });
});
