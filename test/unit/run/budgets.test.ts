import { expect } from 'chai';
import { useFakeTimers } from 'sinon';
import { freeBytesOf } from '../../../src/files/disk-space.js';
import { createPlan } from '../../../src/plan/create-plan.js';
import { budgetsOf, requireRoom } from '../../../src/run/budgets.js';
import { endsTheRun, firstOf } from '../../../src/run/failures.js';
import { EventStream } from '../../../src/run/event-stream.js';
import { Workspace } from '../../../src/run/workspace.js';
import type { ErrorCode } from '../../../src/schema/errors.js';
import { ServicingError } from '../../../src/schema/errors.js';
import { failureOf } from '../../support/failure.js';
import { cumulative, media, planOptions, scan, stack } from '../../support/plan-fixtures.js';
import { temporaryFolder } from '../../support/temp.js';

describe('what a run may do at once', () => {
  const folder = temporaryFolder();
  const gigabyte = 1e9;
  const install = { ...media().install, size: 5 * gigabyte };
  const plan = createPlan(media({ install }), scan(stack, cumulative), planOptions());

  it('half of the steps may move images, and one always may', () => {
    const workspace = new Workspace(folder(), 'abcdef');
    expect([1, 2, 3, 4, 16].map((parallel) => budgetsOf({ plan, parallel, workspace }).heavy)).to.deep.equal([1, 1, 2, 2, 8]);
  });

  it('a private WIM is reckoned with all that its image may take; media and WinRE with nothing', async () => {
    const { disk } = budgetsOf({ plan, parallel: 2, workspace: new Workspace(folder(), 'abcdef') });
    // A WIM of 5 GB of which either image is nearly all, and half of the 15 GB that it unpacks to.
    expect(['install:1', 'install:2', 'winre', 'media'].map((target) => disk?.bytesOf(target))).to.deep.equal([12.5 * gigabyte, 12.5 * gigabyte, 0, 0]);
    expect(disk?.reserve).to.equal(512 * 1024 ** 2);
    expect(await disk?.free()).to.be.greaterThan(0);
  });

  it('the free space is asked again after 100 ms', async () => {
    const clock = useFakeTimers({ toFake: ['performance'] });
    try {
      const free = freeBytesOf(folder());
      const first = free();
      clock.tick(99);
      expect(free()).to.equal(first);
      clock.tick(1);
      expect(free()).not.to.equal(first);
      expect(await first).to.be.greaterThan(0);
    } finally {
      clock.restore();
    }
  });

  it('a private WIM that cannot fit is refused before it is made', async () => {
    const workspace = new Workspace(folder(), 'abcdef');
    await requireRoom({ plan, workspace }, 'media');
    const [target] = plan.targets;
    const huge = { ...plan, targets: [{ ...target!, id: 'install:1' as const, disk: { least: 1e18, most: 2e18 } }] };
    const error = await failureOf(() => requireRoom({ plan: huge, workspace }, 'install:1'));
    expect(error).to.include({ code: 'disk-space' });
    expect(error.message).to.match(/install:1 needs at least \d+\.\d+ GiB, .* are free/u);
  });
});

describe('what ends a run', () => {
  const context = (aborted = false): Parameters<typeof endsTheRun>[0] => ({ signal: aborted ? AbortSignal.abort() : new AbortController().signal, events: new EventStream('abcdef') });

  it('is what every other step would meet too', () => {
    const fatal: Record<string, boolean> = { 'servicing': false, 'proof': false, 'session': false, 'disk-space': true, 'busy': true, 'powershell': true, 'backend': true, 'cancelled': true };
    for (const [code, ends] of Object.entries(fatal)) expect(endsTheRun(context(), new ServicingError(code as ErrorCode, 'x')), code).to.equal(ends);
    expect(endsTheRun(context(), new ServicingError('servicing', 'x', { hresult: '0x80070070' })), 'DISM found the disk full').to.equal(true);
    expect(endsTheRun(context(true), new ServicingError('servicing', 'x')), 'after Ctrl+C').to.equal(true);
  });

  it('is a journal that cannot be written', () => {
    const broken = context();
    const events = new EventStream('abcdef');
    events.subscribe(() => { throw new Error('the journal is gone'); });
    events.emitAtEnd({ type: 'warning', message: 'x' });
    expect(endsTheRun({ ...broken, events }, new Error('x'))).to.equal(true);
  });

  it('the first failure carries the others, but not those that were only cancelled', () => {
    const first = new ServicingError('servicing', 'one', { step: 'a', details: ['log'] });
    const others = [new ServicingError('proof', 'two', { step: 'b' }), new ServicingError('cancelled', 'three', { step: 'c' })];
    expect(firstOf([first, ...others])).to.deep.include({ code: 'servicing', step: 'a', details: ['log', 'failed too: b: two'] });
    expect(firstOf([first])).to.equal(first);
  });
});
