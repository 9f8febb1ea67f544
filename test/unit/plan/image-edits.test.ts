import { expect } from 'chai';
import { createPlan } from '../../../src/plan/create-plan.js';
import type { PlanOptions } from '../../../src/plan/create-plan.js';
import type { InputInfo, InputKind } from '../../../src/schema/inputs.js';
import type { Plan } from '../../../src/schema/plan.js';
import { failureOf } from '../../support/failure.js';
import { cumulative, image, media, planOptions, scan, stack } from '../../support/plan-fixtures.js';

function input(kind: InputKind, digit: string): InputInfo {
  return { kind, path: `/private/${kind}-${digit}`, name: `${kind}-${digit}`, sha256: digit.repeat(64), files: ['a'], size: 1, stamp: digit.repeat(64) };
}

describe('the plan of changes beside updates', () => {
  const inputs = [input('drivers', 'a'), input('drivers', 'b'), input('bootDrivers', 'a'), input('winreDrivers', 'c'), input('files', 'd'), input('registry', 'e'), input('source', 'f')];
  const plan = (options: Partial<PlanOptions>, given: readonly InputInfo[] = []): Plan => createPlan(media({}, [image(1, 'Windows 10 Pro')]), scan(stack, cumulative), planOptions(options), given);
  const idsOf = (made: Plan, target: string): string[] => made.steps.filter((step) => step.target === target).map((step) => step.id.slice(target.length + 1));
  const everything = {
    capabilities: ['OpenSSH.Server', 'openssh.SERVER', 'NetFX3~~~~'], features: ['TelnetClient'], disableFeatures: ['SMB1Protocol'], removeCapabilities: ['App.*'], removeApps: ['*Bing*', '*Xbox*'],
  };

  it('has drivers before updates, features before the cumulative update, the rest after all of them', () => {
    const order = idsOf(plan(everything, inputs), 'install:1');
    const at = (id: string): number => { expect(order).to.include(id); return order.indexOf(id); };
    const wanted = ['mount', 'add-drivers', 'add-drivers-2', 'add-servicing-stack', 'add-capability', 'add-capability-2', 'enable-feature', 'add-cumulative', 'cleanup',
      'disable-feature', 'remove-capabilities', 'remove-apps', 'remove-apps-2', 'lay-files', 'import-registry', 'save'];
    expect(wanted.map(at)).to.deep.equal(wanted.map(at).toSorted((a, b) => a - b));
  });

  it('gives each kind of image its own drivers, and nothing else to boot images', () => {
    const made = plan(everything, inputs);
    expect(made.steps.filter((step) => step.do.action === 'add-drivers').map((step) => [step.target, 'input' in step.do ? step.do.input.charAt(0) : ''])).to.have.deep.members(
      [['install:1', 'a'], ['install:1', 'b'], ['boot:1', 'a'], ['boot:2', 'a'], ['winre', 'c']]);
    const edits = new Set(['add-capability', 'enable-feature', 'disable-feature', 'remove-capabilities', 'remove-apps', 'lay-files', 'import-registry']);
    expect(made.steps.filter((step) => edits.has(step.do.action) && !step.id.endsWith('netfx3') && step.target !== 'install:1')).to.deep.equal([]);
  });

  it('names inputs by content: no path is in it, and another content is another plan', () => {
    const made = plan({}, inputs);
    expect(JSON.stringify(made)).to.not.contain('/private');
    const digest = (given: readonly InputInfo[], target: string): string | undefined => plan({}, given).targets.find((found) => found.id === target)?.digest;
    const other = inputs.map((entry) => (entry.kind === 'winreDrivers' ? input('winreDrivers', '9') : entry));
    expect(digest(other, 'winre')).to.not.equal(digest(inputs, 'winre'));
    expect(digest(other, 'boot:1')).to.equal(digest(inputs, 'boot:1'));
  });

  it('names the drivers for these media in the folders that it uses, once', () => {
    const inf = (name: string, architectures: ('x86' | 'x64' | 'arm64')[]) => ({ inf: name, sha256: '7'.repeat(64), version: '1.2', architectures });
    const given = inputs.map((entry) => (entry.sha256.startsWith('a') ? { ...entry, drivers: [inf('a.inf', ['x86', 'x64']), inf('old.inf', ['x86'])] } : entry));
    expect(plan({}, given).drivers).to.deep.equal({ ['a'.repeat(64)]: [{ inf: 'a.inf', sha256: '7'.repeat(64), version: '1.2' }], ['b'.repeat(64)]: [], ['c'.repeat(64)]: [] });
    expect(plan({})).to.not.have.property('drivers');
  });

  it('leaves out on the mount what is so already, and proves the rest', () => {
    const made = plan(everything, inputs);
    const of = (action: string): unknown[] => made.steps.filter((step) => step.do.action === action && step.id.startsWith('install')).map((step) => [step.when?.kind, Object.keys(step.expects ?? {})]);
    expect(of('add-capability')).to.deep.equal([['capability-unless', ['capability']], ['capability-unless', ['capability']]]);
    expect(of('disable-feature')).to.deep.equal([['feature-unless', ['featureOff']]]);
    expect(of('lay-files')).to.deep.equal([[undefined, ['holds']]]);
  });

  it('refuses what cannot be: no source, .NET 3.5 as any feature, on and off at once', async () => {
    expect(await failureOf(() => plan({ capabilities: ['OpenSSH.Server'] }))).to.include({ code: 'usage', hresult: '0x800f0954' });
    expect((await failureOf(() => plan({ features: ['netfx3'] }))).advice).to.contain('--netfx3');
    expect(idsOf(plan({ features: ['netfx3'], netfx3: true }), 'install:1').filter((id) => id.startsWith('enable'))).to.deep.equal(['enable-netfx3']);
    expect((await failureOf(() => plan({ features: ['A'], disableFeatures: ['a'] }))).code).to.equal('usage');
    expect(plan({ capabilities: ['NetFX3'] }).steps.find((step) => step.id === 'install:1/add-capability')?.do).to.include({ source: 'sources/sxs' });
  });
});
