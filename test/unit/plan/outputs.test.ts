import { expect } from 'chai';
import { createPlan } from '../../../src/plan/create-plan.js';
import type { PlanOptions } from '../../../src/plan/create-plan.js';
import { checkIsoLabel, discBoot, isoOf, labelOf } from '../../../src/plan/iso.js';
import { checkOutputOptions, compressionOf } from '../../../src/plan/output-options.js';
import type { MediaInfo } from '../../../src/schema/media.js';
import type { Plan } from '../../../src/schema/plan.js';
import { failureOf } from '../../support/failure.js';
import { cumulative, image, media, planOptions, scan, stack } from '../../support/plan-fixtures.js';

const planWith = (options: Partial<PlanOptions>, of: MediaInfo = media()): Plan => createPlan(of, scan(stack, cumulative), planOptions(options));
const outputSteps = (plan: Plan): string[] => plan.steps.filter(({ do: { action } }) => action === 'split-image' || action === 'write-iso').map(({ id }) => id);
const compressions = (plan: Plan): string[] => plan.steps.flatMap(({ target, do: action }) => (target.startsWith('install') && action.action === 'assemble-image' ? [action.compression] : []));

describe('plan of outputs', () => {
  it('makes the folder with one install.wim unless something else is asked for', () => {
    const plan = planWith({});
    expect(outputSteps(plan)).to.deep.equal([]);
    expect(compressions(plan)).to.deep.equal(['max', 'max']);
  });

  it('splits the finished install.wim, and makes the ISO file after everything else', () => {
    const plan = planWith({ installFormat: 'swm', splitSize: 2000, outputFormat: ['iso', 'media'], compression: 'fast' });
    expect(outputSteps(plan)).to.deep.equal(['media/split', 'media/write-iso']);
    expect(plan.steps.at(-1)?.id).to.equal('media/write-iso');
    const split = plan.steps.find(({ id }) => id === 'media/split');
    expect(split?.do).to.deep.equal({ action: 'split-image', wim: 'sources/install.wim', first: 'sources/install.swm', megabytes: 2000, into: 'media' });
    expect(split?.needs).to.include.members(['install:1/assemble', 'install:2/assemble']);
    expect(plan.steps.at(-1)?.needs).to.include.members(['media/split', 'boot:2/assemble']);
    expect(compressions(plan)).to.deep.equal(['fast', 'fast']);
  });

  it('splits a WIM for the ISO file alone under a condition, and never an ESD', () => {
    const plan = planWith({ outputFormat: ['iso'] });
    expect(plan.steps.find(({ id }) => id === 'media/split-for-iso')).to.deep.include({ when: { kind: 'too-large-for-iso', file: 'sources/install.wim' } });
    expect(outputSteps(planWith({ outputFormat: ['iso'], installFormat: 'esd' }))).to.deep.equal(['media/write-iso']);
  });

  it('is not done with media that lacks nothing but the form that is asked for', () => {
    const done = media({}, [image(1, 'Windows 10 Home', { ubr: 165, servicingStack: '10.0.17134.164', packages: [stack.identity, cumulative.identity] })]);
    done.boot.images.forEach((one) => { Object.assign(one, { ubr: 165, servicingStack: '10.0.17134.164', packages: [stack.identity, cumulative.identity] }); });
    for (const options of [{ outputFormat: ['iso'] }, { installFormat: 'swm' }, { compression: 'none' }] satisfies Partial<PlanOptions>[]) {
      expect(planWith(options, done).upToDate, JSON.stringify(options)).to.equal(undefined);
    }
  });

  it('reckons with room for the ISO file and for the parts', () => {
    const large = media({ totalBytes: 5e9, install: { ...media().install, size: 4e9 } });
    const { peakDiskBytes, outputBytes = 0 } = planWith({}, large).estimate;
    const withIso = planWith({ outputFormat: ['media', 'iso'] }, large).estimate;
    expect(withIso.peakDiskBytes - peakDiskBytes).to.be.at.least(5e9);
    expect(withIso.outputBytes).to.equal(outputBytes * 2);
    expect(planWith({ installFormat: 'swm' }, large).estimate.peakDiskBytes - peakDiskBytes).to.be.at.least(4e9);
  });
});

describe('options of outputs', () => {
  const options = (fields: Partial<PlanOptions>): PlanOptions => planOptions(fields);

  it('have the compression that Windows media have', () => {
    expect([compressionOf('wim', undefined), compressionOf('swm', undefined), compressionOf('esd', undefined), compressionOf('wim', 'none')]).to.deep.equal(['max', 'max', 'recovery', 'none']);
  });

  const refused: [Partial<PlanOptions>, RegExp][] = [
    [{ installFormat: 'esd', compression: 'max' }, /--compression max does not go with --install-format esd/u],
    [{ compression: 'recovery' }, /--compression recovery does not go with --install-format wim/u],
    [{ installFormat: 'swm', compression: 'recovery' }, /recovery does not go with --install-format swm/u],
    [{ splitSize: 100 }, /--split-size does not go with --install-format wim/u],
    [{ isoLabel: 'WINDOWS' }, /--iso-label is given, and no ISO file/u],
    [{ isoBoot: 'noprompt' }, /--iso-boot is given, and no ISO file/u],
    [{ outputFormat: ['iso'], isoLabel: 'A'.repeat(33) }, /33 characters; a disc has at most 32/u],
    [{ outputFormat: ['iso'], isoLabel: '../up' }, /characters that not every system reads/u],
  ];
  for (const [fields, message] of refused) {
    it(`are refused: ${JSON.stringify(fields)}`, async () => {
      const error = await failureOf(() => { checkOutputOptions(options(fields)); });
      expect(error).to.include({ code: 'usage' });
      expect(error.message).to.match(message);
      expect(error.advice).to.be.a('string');
    });
  }

  it('are taken where they go together', () => {
    checkOutputOptions(options({ installFormat: 'esd', compression: 'recovery' }));
    checkOutputOptions(options({ installFormat: 'swm', splitSize: 1, compression: 'none', outputFormat: ['media', 'iso'], isoBoot: 'noprompt', isoLabel: 'A'.repeat(32) }));
  });
});

describe('ISO files of a plan', () => {
  it('have the label of the ISO file that the media is, where a file could have its name', () => {
    const iso = { fileSystem: 'udf', size: 1, modifiedTime: '2026-01-01T00:00:00.000Z' } as const;
    expect(labelOf(media({ iso: { ...iso, label: 'CCCOMA_X64FRE_DE-DE_DV9' } }))).to.equal('CCCOMA_X64FRE_DE-DE_DV9');
    expect(labelOf(media({ iso: { ...iso, label: 'my: disc' } }))).to.equal('CCCOMA_X64FRE_EN-US_DV5');
  });

  const labels: [string, MediaInfo][] = [
    ['CCCOMA_X64FRE_EN-US_DV5', media({}, [image(1, 'Home', { editionId: 'Core' }), image(2, 'Pro', { editionId: 'Professional' })])],
    ['CPBA_X64FRE_DE-DE_DV9', media({ totalBytes: 6e9 }, [image(1, 'Enterprise', { editionId: 'Enterprise', defaultLanguage: 'de-DE' })])],
    ['CENA_X86FRE_EN-US_DV5', media({ architecture: 'x86' }, [image(1, 'Evaluation', { editionId: 'EnterpriseEval' })])],
    ['SSS_A64FRE_EN-US_DV5', media({ architecture: 'arm64' }, [image(1, 'Server', { installationType: 'Server Core', editionId: 'ServerStandard' })])],
  ];
  for (const [label, of] of labels) {
    it(`else have one by Microsoft's scheme: ${label}`, () => {
      expect(labelOf(of)).to.equal(label);
      checkIsoLabel(label);
      expect(isoOf(of, planOptions({ outputFormat: ['iso'] }))?.file).to.equal(`${label}.iso`);
    });
  }

  it('start by the files that the architecture and the options ask for', () => {
    expect(discBoot('x64')).to.deep.equal({ bios: 'boot/etfsboot.com', efi: 'efi/microsoft/boot/efisys.bin' });
    expect(discBoot('x86', 'noprompt')).to.deep.equal({ bios: 'boot/etfsboot.com', efi: 'efi/microsoft/boot/efisys_noprompt.bin' });
    expect(discBoot('arm64', 'noprompt', true)).to.deep.equal({ efi: 'efi/microsoft/boot/efisys_noprompt_ex.bin' });
  });
});
