import { expect } from 'chai';
import type { ImageInfo } from '../../../src/schema/media.js';
import type { Plan, Step, Target } from '../../../src/schema/plan.js';
import { pendingCheck } from '../../../src/verify/check-pending.js';

describe('verify: pending operations', () => {
  const update = 'Package_for_KB4338832~31bf3856ad364e35~amd64~~10.0.1.0';
  const feature = 'Microsoft-Windows-NetFx3-OnDemand-Package~31bf3856ad364e35~amd64~~10.0.17134.1';

  function check(id: string, pending: string[], expects: Step['expects'], before: string[] = []): { ok: boolean; evidence: string } {
    const target = { id, title: id } as Target;
    const steps = [{ target: id, do: { action: 'cleanup' }, expects }] as unknown as Step[];
    const image = (waiting: string[]): ImageInfo => ({ pending: waiting }) as ImageInfo;
    return pendingCheck({ steps } as Plan, target, image(pending), image(before));
  }

  it('are announced by a step that lets its package wait, or that enables a feature', () => {
    expect(check('install:1', [update], { packages: [{ identity: update, states: ['Installed', 'InstallPending'] }] })).to.include({ ok: true, evidence: `as announced: ${update}` });
    expect(check('install:1', [feature], { feature: { name: 'NetFx3', states: ['EnablePending'] } }).ok).to.equal(true);
    expect(check('install:1', [], undefined)).to.include({ ok: true, evidence: 'no pending operations' });
  });

  it('are refused where nothing announces them, but for those that the original had', () => {
    expect(check('install:1', [update], { packages: [{ identity: update, states: ['Installed'] }] })).to.include({ ok: false, evidence: `waits, and was not announced: ${update}` });
    expect(check('install:1', [feature], undefined).ok).to.equal(false);
    expect(check('install:1', [feature], undefined, [feature]).ok).to.equal(true);
  });

  it('of an update are refused in WinPE and WinRE, which never finish them', () => {
    for (const id of ['boot:1', 'winre']) expect(check(id, [update], { packages: [{ identity: update, states: ['InstallPending'] }] }).ok, id).to.equal(false);
  });
});
