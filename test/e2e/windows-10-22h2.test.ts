import { expect } from 'chai';
import { join } from 'node:path';
import type { ServicingResult } from '../../src/index.js';
import { LabSuite } from '../support/lab-suite.js';
import { hiveKey, wimExtract, wimInfo } from '../support/outside-tools.js';

describe('the main job, Windows 10 22H2: 19045 in the hive, 19041 everywhere else', () => {
  const lab = new LabSuite({ build: 19045, editions: ['Professional'], megabytes: 0 });
  let result: ServicingResult;

  before(async () => { result = await lab.service({ servicingStack: 'extract', netfx3: true, reapply: 'yes' }); });

  it('takes the current recipe for a combined update, and passes every check', () => {
    expect(result.plan.recipe).to.include({ name: 'current' }).and.property('reason').contain('brings its servicing stack with it');
    expect(result.checks.filter((check) => !check.ok)).to.deep.equal([]);
  });

  it('raises the UBR and leaves the build numbers as they are', async () => {
    const install = join(result.output?.media ?? '', 'sources/install.wim');
    expect(await wimInfo(install, 1)).to.include({ 'Build': '19041', 'Service Pack Build': '5737' });
    const hive = await wimExtract(install, 1, '/Windows/System32/config/SOFTWARE', join(lab.root, 'hive'));
    expect(await hiveKey(hive, 'Microsoft\\Windows NT\\CurrentVersion')).to.contain('"UBR"=dword:00001669').and.match(/"CurrentBuild"=.*19045/u);
    expect(result.plan.targets.find((target) => target.id === 'install:1')?.expectedBuild).to.deep.equal({ build: 19045, ubr: 5737 });
  });

  it('took the servicing stack by its cabinet, and added the cumulative update again after .NET Framework 3.5', () => {
    const steps = result.steps.filter((step) => step.target === 'install:1' && step.status === 'done').map((step) => step.id.slice('install:1/'.length));
    expect(steps.slice(-7)).to.deep.equal(['cleanup', 'enable-netfx3', 'add-dotnet', 'readd-cumulative', 'put-winre', 'save', 'assemble']);
  });
});
