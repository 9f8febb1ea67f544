import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ServicingRunError } from '../../src/index.js';
import { createPlan } from '../../src/plan/create-plan.js';
import { checkImages } from '../../src/verify/check-images.js';
import { failureOf } from '../support/failure.js';
import { LabSuite, type Fault } from '../support/lab-suite.js';
import { mountsBelow } from '../support/outside-tools.js';
import { cumulative, image, media, planOptions, scan, stack } from '../support/plan-fixtures.js';
import { temporaryFolder } from '../support/temp.js';
import { RuleBench } from './rules/rule-bench.js';

describe('surprises of the rehearsal: a run ends safe on what nobody foresaw', () => {
  const lab = new LabSuite({ editions: ['Core'] });

  /** The error of a run under a fault of WinPE, after which there is neither an output nor a mount; the other images are made once and kept. */
  async function fails(fault: Omit<Fault, 'cmdlet'>): Promise<ServicingRunError> {
    const output = lab.nextOutput();
    const error = await failureOf(() => lab.service({ output, parallel: 1, cache: join(lab.root, 'cache') }, { faults: [{ cmdlet: 'Add-WindowsPackage', match: 'boot-1', ...fault }] }));
    expect(error).to.be.instanceOf(ServicingRunError);
    expect(existsSync(output)).to.equal(false);
    expect(mountsBelow(lab.root)).to.deep.equal([]);
    return error as ServicingRunError;
  }

  it('an HRESULT that nobody knows', async () => {
    const error = await fails({ then: 'fail', hresult: '0x8badf00d' });
    expect(error).to.include({ code: 'servicing', hresult: '0x8badf00d', step: 'boot:1/add-servicing-stack' });
    expect(error.message).to.contain('0x8badf00d');
    expect(error.advice).to.contain('log');
  });

  it('a servicing stack that waits for the first start', async () => {
    const error = await fails({ match: 'boot-1-add-servicing-stack', then: 'pending' });
    expect(error).to.include({ code: 'proof', step: 'boot:1/add-servicing-stack' });
    expect(error.message).to.contain('InstallPending');
  });

  it('a renumbered version', async () => {
    const error = await fails({ match: 'boot-1-add-cumulative', then: 'renumber' });
    expect(error).to.include({ code: 'proof', step: 'boot:1/add-cumulative' });
    expect(error.message).to.contain('is not in the image');
  });

  it('a cumulative update that waits for the first start, so that the cleanup is blocked', async () => {
    expect(await fails({ match: 'boot-1-add-cumulative', then: 'pending' })).to.include({ code: 'servicing', hresult: '0x800f0806', step: 'boot:1/cleanup' });
  });

});

describe('a package that nobody asked for', () => {
  const folder = temporaryFolder();
  const stranger = 'Package_for_Surprise~31bf3856ad364e35~amd64~~1.0.0.0';

  it('is in the image beside what was asked for', async () => {
    const bench = new RuleBench(join(folder(), 'bench'));
    const target = await bench.mounted('install');
    bench.rehearsal.configure({ faults: [{ cmdlet: 'Add-WindowsPackage', then: 'extra' }] });
    await bench.must(bench.add(target, await bench.updates.servicingStack()));
    expect(await bench.packages(target)).to.include({ [stranger]: 'Installed', 'Package_for_KB4338853~31bf3856ad364e35~amd64~~17134.164.1.1': 'Installed' });
    await bench.clear();
    await bench.end();
  });

  it('is named by the check of the finished media, which passes, for an update may rightly bring others', () => {
    const original = media({}, [image(1, 'Windows 10 Pro', { packages: ['Package_for_Old~~amd64~~1.0'] })]);
    const after = media({}, [image(1, 'Windows 10 Pro', { ubr: 165, packages: ['Package_for_Old~~amd64~~1.0', cumulative.identity, stack.identity, stranger] })]);
    const plan = createPlan(original, scan(stack, cumulative), planOptions({ recipe: 'classic' }));
    const check = checkImages({ original, plan }, after).find((item) => item.id === 'packages-install:1');
    expect(check).to.include({ ok: true });
    expect(check?.evidence).to.match(new RegExp(`; not expected: ${stranger}$`, 'u'));
  });
});
