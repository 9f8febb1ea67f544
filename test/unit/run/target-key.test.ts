import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { createPlan } from '../../../src/plan/create-plan.js';
import type { PlanOptions } from '../../../src/plan/create-plan.js';
import { assembliesOf, assemblyKey } from '../../../src/run/cache/assembly.js';
import { targetKeys } from '../../../src/run/cache/target-key.js';
import type { TargetKeys } from '../../../src/run/cache/target-key.js';
import type { Plan } from '../../../src/schema/plan.js';
import type { UpdateInfo } from '../../../src/schema/update.js';
import { cumulative, flash, image, media, planOptions, scan, stack, update } from '../../support/plan-fixtures.js';
import { temporaryFolder } from '../../support/temp.js';

const { signal } = new AbortController();

describe('keys of kept results', () => {
  const folder = temporaryFolder();
  const otherWinre = { path: 'Windows/System32/Recovery/winre.wim', size: 1, sha1: 'b'.repeat(40) };
  const three = [image(1, 'Windows 10 Home'), image(2, 'Windows 10 Pro', { winre: otherWinre }), image(3, 'Windows 10 Education', { ubr: 48 })];
  const setup = (kb: string): UpdateInfo => update({ file: `${kb}.cab`, kind: 'setupDynamic', format: 'cab', kb, identity: '', version: '' });

  before(() => {
    mkdirSync(join(folder(), 'sources/sxs'), { recursive: true });
    writeFileSync(join(folder(), 'sources/sxs/netfx3.cab'), 'payload');
    writeFileSync(join(folder(), 'sources/setup.exe'), 'setup');
  });

  const planOf = (over: Partial<PlanOptions> = {}, updates: readonly UpdateInfo[] = [stack, cumulative, flash]): Plan =>
    createPlan(media({}, three), scan(...updates), planOptions(over));
  const keysOf = async (plan: Plan): Promise<ReadonlyMap<string, TargetKeys>> => targetKeys({ plan, media: folder(), backend: 'rehearsal', dismVersion: '10.0', signal });

  /** Targets whose key, or whose base, is another one in the second plan; of targets that both have. */
  async function changed(what: 'key' | 'base', one: Plan, other: Plan): Promise<string[]> {
    const [before, now] = [await keysOf(one), await keysOf(other)];
    return [...before].filter(([id, keys]) => now.has(id) && now.get(id)?.[what] !== keys[what]).map(([id]) => id).sort();
  }

  it('another WinRE gives each winre and each edition that holds one another key, and no edition another base', async () => {
    const [one, other] = [planOf(), planOf({ winreCumulative: 'no' })];
    expect(await changed('key', one, other)).to.deep.equal(['install:1', 'install:2', 'install:3', 'winre', 'winre:2']);
    expect(await changed('base', one, other)).to.deep.equal([]);
    expect((await keysOf(one)).get('boot:1')?.base).to.equal(undefined);
  });

  it('an update of editions alone gives them another base too, and nothing else another key', async () => {
    const [one, other] = [planOf(), planOf({}, [stack, cumulative])];
    expect(await changed('key', one, other)).to.deep.equal(['install:1', 'install:2', 'install:3']);
    expect(await changed('base', one, other)).to.deep.equal(['install:1', 'install:2', 'install:3']);
  });

  it('neither the editions beside it nor who hands out its WinRE make a difference to an edition', async () => {
    const images = [image(1, 'Windows 10 Home'), image(2, 'Windows 10 Pro', { ubr: 48 })];
    const [alone, both] = [['Pro'], ['Home', 'Pro']].map((edition) => createPlan(media({}, images), scan(stack, cumulative), planOptions({ edition })));
    if (alone === undefined || both === undefined) throw new Error('no plan');
    expect(alone.steps.some((step) => step.id === 'install:2/take-winre')).to.equal(true);
    expect(both.steps.some((step) => step.id === 'install:2/take-winre')).to.equal(false);
    expect(await changed('key', alone, both)).to.deep.equal([]);
  });

  it('an edition whose files are compared with what the Setup update brings is done again for another one', async () => {
    const updates = [stack, cumulative];
    expect(await changed('key', planOf({}, [...updates, setup('KB1')]), planOf({}, [...updates, setup('KB2')]))).to.deep.equal(['install:3']);
  });

  it('what is put together has the key of its form, its order, and all that is in it', async () => {
    const keyOf = async (plan: Plan): Promise<(string | undefined)[]> => {
      const keys = await keysOf(plan);
      return assembliesOf(plan).map((assembly) => assemblyKey(assembly, keys, { plan, backend: 'rehearsal', dismVersion: '10.0' }));
    };
    const plans = [
      planOf(), planOf({ edition: ['Home'] }), planOf({ edition: ['Home'], keepOthers: true }), planOf({ installFormat: 'swm' }), planOf({ installFormat: 'esd' }),
      planOf({ winreCumulative: 'no' }),
    ];
    expect(plans.map((plan) => assembliesOf(plan).map(({ file, last }) => `${file} by ${last.id}`))).to.deep.equal([
      ['sources/install.wim by install:3/assemble', 'sources/boot.wim by boot:2/assemble'],
      ['sources/install.wim by install:1/assemble', 'sources/boot.wim by boot:2/assemble'],
      ['sources/install.wim by install:3/assemble', 'sources/boot.wim by boot:2/assemble'],
      ['sources/install.swm by media/split', 'sources/boot.wim by boot:2/assemble'],
      ['sources/install.esd by install:3/assemble', 'sources/boot.wim by boot:2/assemble'],
      ['sources/install.wim by install:3/assemble', 'sources/boot.wim by boot:2/assemble'],
    ]);
    const keys = await Promise.all(plans.map(keyOf));
    expect(new Set(keys.map(([install]) => install)).size).to.equal(plans.length);
    expect(new Set(keys.map(([, boot]) => boot)).size).to.equal(1);
    expect(await keyOf(planOf())).to.deep.equal(keys[0]);
  });
});
