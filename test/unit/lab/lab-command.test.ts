import { expect } from 'chai';
import type { LabOptions, LabReport } from '../../../src/lab/make-lab.js';
import { harness } from '../../support/cli-harness.js';

describe('lab: the command', () => {
  const report: LabReport = { media: '/lab/media', updates: '/lab/updates', images: [], updatesMade: [], bytes: 0 };

  it('hands on which Windows it shall be', async () => {
    const asked: LabOptions[] = [];
    const cli = harness({ makeLab: async (options) => Promise.resolve((asked.push(options), report)) });
    expect(await cli.run('lab', '--build', '26100', '--output', 'o', '--product', 'server', '--revision', '1742', '--megabytes', '0', '--architecture', 'arm64', '--iso')).to.equal(0);
    expect(await cli.run('lab', '--build', '19045', '--output', 'o', '--separate')).to.equal(0);
    expect(asked[0]).to.include({ build: 26100, product: 'server', revision: 1742, megabytes: 0, architecture: 'arm64', iso: true }).and.to.not.have.any.keys('separate', 'editions');
    expect(asked[1]).to.include({ build: 19045, separate: true });
  });

  it('says where each folder is', async () => {
    const cli = harness({ makeLab: async () => Promise.resolve({ ...report, repository: '/lab/repository' }) });
    expect(await cli.run('lab', '--build', '26100', '--output', 'o')).to.equal(0);
    expect(cli.stdout.text).to.match(/^Lab media: +\/lab\/media$/mu).and.match(/^Lab repository: +\/lab\/repository$/mu).and.not.contain('drivers');
  });

  it('knows two products only', async () => {
    expect(await harness().run('lab', '--build', '26100', '--output', 'o', '--product', 'phone')).to.equal(2);
  });
});
