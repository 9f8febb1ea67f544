import { expect } from 'chai';
import { createPlan } from '../../../src/plan/create-plan.js';
import { selectInstallImages } from '../../../src/plan/select-images.js';
import type { ImageInfo, MediaInfo } from '../../../src/schema/media.js';
import type { Plan } from '../../../src/schema/plan.js';
import { failureOf } from '../../support/failure.js';
import { cumulative, flash, image, media, planOptions, scan, stack } from '../../support/plan-fixtures.js';

const all = scan(stack, cumulative, flash);

/** The four editions of server media as Windows names them: Core has the EditionID of its sibling. */
const server = media({}, [
  ['ServerStandardCore', 'ServerStandard', 'Standard Core', 'Server Core'], ['ServerStandard', 'ServerStandard', 'Standard', 'Server'],
  ['ServerDatacenterCore', 'ServerDatacenter', 'Datacenter Core', 'Server Core'], ['ServerDatacenter', 'ServerDatacenter', 'Datacenter', 'Server'],
].map(([flags = '', editionId = '', title = '', installationType = ''], at) =>
  image(at + 1, `Windows Server 2019 ${flags.toUpperCase()}`, { flags, editionId, displayName: `Windows Server 2019 ${title}`, installationType })));

/** Eleven editions of consumer media. */
const consumer = media({}, ['Core', 'CoreN', 'CoreSingleLanguage', 'Education', 'EducationN', 'Professional', 'ProfessionalN', 'ProfessionalEducation',
  'ProfessionalEducationN', 'ProfessionalWorkstation', 'ProfessionalWorkstationN'].map((id, at) => image(at + 1, `Windows 10 ${id}`, { editionId: id, flags: id })));

const chosen = (on: MediaInfo, ...wanted: string[]): number[] => selectInstallImages(on, wanted).map((one) => one.index);

const installSteps = (plan: Plan): unknown[] => plan.steps.filter((step) => step.target.startsWith('install')).map((step) => step.do)
  .filter((action) => action.action === 'assemble-image' || action.action === 'keep-image').map((action) => [action.action, action.name, action.position, action.wim, action.compression]);

describe('plan/select-images', () => {
  it('takes index, name and EditionID without case, and means one edition by a full name', () => {
    expect(chosen(consumer, '10')).to.deep.equal([10]);
    expect(chosen(consumer, '1', 'educationn', 'WINDOWS 10 professional')).to.deep.equal([1, 5, 6]);
    expect(chosen(consumer, 'Core')).to.deep.equal([1]);
  });

  it('tells the editions of server media apart', () => {
    expect(chosen(server, 'ServerStandard')).to.deep.equal([2]);
    expect(chosen(server, 'ServerDatacenterCore')).to.deep.equal([3]);
    expect(chosen(server, 'windows server 2019 datacenter')).to.deep.equal([4]);
    expect(chosen(server, '*Datacenter*')).to.deep.equal([3, 4]);
  });

  it('takes wildcards for several, in the order of the media, and no other pattern', () => {
    expect(chosen(consumer, '*educ*n', 'Core')).to.deep.equal([1, 4, 5, 8, 9]);
    expect(chosen(consumer, 'Core?')).to.deep.equal([2]);
    expect(chosen(consumer, '*')).to.have.length(11);
  });

  it('lists what there is when a name matches nothing', async () => {
    for (const wanted of ['Ultimate', '12', 'Pro.*', '0', '[CP]ore']) {
      const error = await failureOf(() => chosen(server, wanted));
      expect(error).to.include({ code: 'usage', exitCode: 2 });
      expect(error.details).to.include('index 1: Windows Server 2019 SERVERSTANDARDCORE, Windows Server 2019 Standard Core, ServerStandardCore, ServerStandard');
    }
  });

  it('keeps the other editions when asked to, each in its place and untouched', () => {
    const three = media({}, ['Home', 'Pro', 'Education'].map((name, at) => image(at + 1, `Windows 10 ${name}`)));
    const plan = createPlan(three, all, planOptions({ edition: ['Pro'], keepOthers: true }));
    expect(installSteps(plan)).to.deep.equal([
      ['keep-image', 'Windows 10 Home', 1, 'sources/install.wim', 'max'], ['assemble-image', 'Windows 10 Pro', 2, 'sources/install.wim', 'max'],
      ['keep-image', 'Windows 10 Education', 3, 'sources/install.wim', 'max'],
    ]);
    expect(plan.targets.map((target) => target.id)).to.include.members(['install:1', 'install:2', 'install:3']);
    expect(plan.targets.find((target) => target.id === 'install:1')).to.not.have.any.keys('expectedBuild');
    const alone = createPlan(three, all, planOptions({ edition: ['Pro'] }));
    expect(installSteps(alone)).to.deep.equal([['assemble-image', 'Windows 10 Pro', 1, 'sources/install.wim', 'max']]);
  });
});

describe('plan/install-file', () => {
  const withInstall = (fields: Partial<MediaInfo['install']>, images?: ImageInfo[]): MediaInfo => {
    const base = media({}, images);
    return { ...base, install: { ...base.install, ...fields } };
  };

  it('makes a WIM of an ESD, or an ESD again', () => {
    const esd = withInstall({ format: 'esd', path: 'sources/install.esd', compression: 'lzms' });
    const plan = createPlan(esd, all, planOptions());
    expect(plan.steps[0]?.do).to.deep.equal({ action: 'copy-media', except: ['sources/install.esd', 'sources/boot.wim'] });
    expect(installSteps(plan).map((step) => (step as unknown[])[3])).to.deep.equal(['sources/install.wim', 'sources/install.wim']);
    const again = createPlan(esd, all, planOptions({ installFormat: 'esd' }));
    expect(installSteps(again).map((step) => (step as unknown[]).slice(3))).to.deep.equal([['sources/install.esd', 'recovery'], ['sources/install.esd', 'recovery']]);
    expect(again.estimate.seconds).to.be.greaterThan(plan.estimate.seconds);
    expect(plan.estimate.peakDiskBytes).to.be.greaterThan(createPlan(media(), all, planOptions()).estimate.peakDiskBytes);
  });

  it('names the parts of a split WIM and leaves them out of the copy', () => {
    const parts = ['sources/Install.swm', 'sources/install2.swm'];
    const plan = createPlan(withInstall({ format: 'swm', path: 'sources/Install.swm', parts, totalParts: 2 }), all, planOptions());
    expect(plan.steps[0]?.do).to.deep.equal({ action: 'copy-media', except: [...parts, 'sources/boot.wim'] });
    expect(plan.steps.find((step) => step.id === 'install:2/export-source')?.do)
      .to.deep.equal({ action: 'export-source', wim: 'sources/Install.swm', index: 2, parts: 'sources/Install*.swm' });
    expect(installSteps(plan).map((step) => (step as unknown[])[3])).to.deep.equal(['sources/Install.wim', 'sources/Install.wim']);
  });

  it('leaves out images of an ESD that are no editions, and says so', () => {
    const { version: _none, ...files } = image(1, 'Windows Setup Media');
    const strangers = [files, image(2, 'Microsoft Windows Setup (x64)', { installationType: 'WindowsPE' }), image(3, 'Windows 10 Pro')];
    const plan = createPlan(withInstall({ format: 'esd', path: 'sources/install.esd' }, strangers), all, planOptions({ keepOthers: true }));
    expect(installSteps(plan)).to.deep.equal([['assemble-image', 'Windows 10 Pro', 1, 'sources/install.wim', 'max']]);
    expect(plan.warnings.filter((warning) => warning.includes('no edition'))).to.have.length(2);
  });

  it('refuses a boot.wim that nothing can mount', async () => {
    const base = media();
    expect(await failureOf(() => createPlan({ ...base, boot: { ...base.boot, format: 'esd' } }, all, planOptions())))
      .to.include({ code: 'media-unsupported', hresult: '0xc142013c' });
  });
});
