import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { ServicingRunError } from '../../src/index.js';
import { failureOf } from '../support/failure.js';
import { LabSuite, type Fault } from '../support/lab-suite.js';
import { mountsBelow } from '../support/outside-tools.js';

describe('surprises of the rehearsal: a run ends safe on what nobody foresaw', function () {
  this.timeout(90_000);
  const lab = new LabSuite();

  /** The error of a run under a fault, after which there is neither an output nor a mount. */
  async function fails(fault: Omit<Fault, 'cmdlet'>): Promise<ServicingRunError> {
    const output = lab.nextOutput();
    const error = await failureOf(() => lab.service({ output }, { faults: [{ cmdlet: 'Add-WindowsPackage', ...fault }] }));
    expect(error).to.be.instanceOf(ServicingRunError);
    expect(existsSync(output)).to.equal(false);
    expect(mountsBelow(lab.root)).to.deep.equal([]);
    return error as ServicingRunError;
  }

  it('an HRESULT that nobody knows', async () => {
    const error = await fails({ then: 'fail', hresult: '0x8badf00d' });
    expect(error).to.include({ code: 'servicing', hresult: '0x8badf00d', step: 'winre/add-servicing-stack' });
    expect(error.message).to.contain('0x8badf00d');
    expect(error.advice).to.contain('log');
  });

  it('a servicing stack that waits for the first start', async () => {
    const error = await fails({ match: 'kb4338853', then: 'pending' });
    expect(error).to.include({ code: 'proof', step: 'winre/add-servicing-stack' });
    expect(error.message).to.contain('InstallPending');
  });

  it('a renumbered version', async () => {
    const error = await fails({ match: 'kb4338819', then: 'renumber' });
    expect(error).to.include({ code: 'proof', step: 'winre/add-cumulative' });
    expect(error.message).to.contain('is not in the image');
  });

  it('a cumulative update that waits for the first start, so that the cleanup is blocked', async () => {
    expect(await fails({ match: 'kb4338819', then: 'pending' })).to.include({ code: 'servicing', hresult: '0x800f0806', step: 'winre/cleanup' });
  });

  it('a package that nobody asked for: all that was promised is there, and the check of the finished media names the stranger', async () => {
    const result = await lab.service({ edition: ['Professional'] }, { faults: [{ cmdlet: 'Add-WindowsPackage', match: 'kb4338832', then: 'extra' }] });
    expect(result.status).to.equal('done');
    const check = (id: string) => result.checks.find((item) => item.id === id);
    expect(check('packages-install:2')?.evidence).to.contain('also new: Package_for_Surprise~');
    expect(check('packages-boot:1')?.evidence).to.contain('KB4338853').and.not.contain('also new');
  });
});
