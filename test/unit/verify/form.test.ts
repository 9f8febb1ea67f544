import { expect } from 'chai';
import { createPlan } from '../../../src/plan/create-plan.js';
import { checkImages } from '../../../src/verify/check-images.js';
import type { MediaInfo } from '../../../src/schema/media.js';
import { cumulative, media, planOptions, scan, stack } from '../../support/plan-fixtures.js';

describe('the form of the finished install file', () => {
  const original = media();
  const plan = createPlan(original, scan(stack, cumulative), planOptions({ installFormat: 'swm' }));
  const isGood = (install: Partial<MediaInfo['install']>): boolean | undefined =>
    checkImages({ original, plan }, { ...original, install: { ...original.install, ...install } }).find(({ id }) => id === 'form-install')?.ok;

  it('is that of a split WIM, of one part too, which its header calls a whole WIM', () => {
    expect(isGood({ path: 'sources/install.swm', format: 'swm', totalParts: 2 })).to.equal(true);
    expect(isGood({ path: 'sources/install.swm', format: 'wim' })).to.equal(true);
    expect(isGood({ path: 'sources/install.wim', format: 'wim' })).to.equal(false);
    expect(isGood({ path: 'sources/install.swm', format: 'esd' })).to.equal(false);
  });
});
