import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkEvidence, costOf, durationsFile, entryOf, evidenceSeconds, readDurations } from '../../bench/durations.js';
import type { Durations } from '../../bench/durations.js';
import { paceOf } from '../../bench/durations-pace.js';
import { createPlan } from '../../../src/plan/create-plan.js';
import { cumulative, flash, media, planOptions, scan, stack } from '../../support/plan-fixtures.js';

describe('bench/durations.json', () => {
  let folder: string;
  let durations: Durations;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'offline-servicing-durations-'));
    durations = await readDurations();
  });
  after(() => { rmSync(folder, { recursive: true, force: true }); });

  const changed = (change: (file: { entries: Record<string, unknown>[] }) => void): string => {
    const file = JSON.parse(readFileSync(durationsFile, 'utf8')) as { entries: Record<string, unknown>[] };
    change(file);
    const path = join(folder, 'durations.json');
    writeFileSync(path, JSON.stringify(file));
    return path;
  };

  it('computes every duration from the logs that it cites, or says that it is assumed and why', () => {
    expect(durations.entries.filter((entry) => 'evidence' in entry).map(({ id }) => id)).to.include.members(['mount-install', 'mount-pe', 'cumulative-install', 'save-install', 'export-install']);
    expect(new Set(durations.entries.map(({ id }) => id)).size).to.equal(durations.entries.length);
    const cited = new Set(durations.entries.flatMap((entry) => ('evidence' in entry ? entry.evidence.map(({ log }) => log) : [])));
    expect([...cited].sort()).to.deep.equal(Object.keys(durations.logs).sort());
  });

  it('takes the time between two lines of a log, over midnight too, less pauses, for one of its images', () => {
    expect(evidenceSeconds({ log: '', from: '05:40:08', to: '05:40:57', facts: '' })).to.equal(49);
    expect(evidenceSeconds({ log: '', from: '23:59:50', to: '00:00:11', pauseSeconds: 1, images: 2, facts: '' })).to.equal(10);
  });

  it('refuses minutes that the logs do not say, logs that are not named, and entries without a source', async () => {
    const refused = async (change: Parameters<typeof changed>[0]): Promise<string> => readDurations(changed(change)).then(checkEvidence).then(() => 'nothing', (error: unknown) => (error as Error).message);
    expect(await refused((file) => { Object.assign(file.entries[1] ?? {}, { minutes: 2 }); })).to.match(/mount-install has 2 minutes, its logs say 1\.092/u);
    expect(await refused((file) => { ((file.entries[1]?.['evidence'] as { log: string }[])[0] ?? { log: '' }).log = 'nowhere'; })).to.match(/mount-install cites the log nowhere/u);
    expect(await refused((file) => { delete file.entries[1]?.['evidence']; })).to.match(/entries/u);
  });

  it('of somebody\'s own may have any minutes', async () => {
    const own = await readDurations(changed((file) => { Object.assign(file.entries[1] ?? {}, { minutes: 2 }); }));
    expect(own.entries[1]?.minutes).to.equal(2);
  });

  it('knows what every step of a plan takes', () => {
    const plan = createPlan(media(), scan(stack, cumulative, flash), planOptions({ netfx3: true }));
    expect(plan.steps.filter((step) => entryOf(durations, step) === undefined).map(({ id }) => id)).to.deep.equal([]);
    const costs = new Map(plan.steps.map((step) => [step.id, costOf(durations, step)]));
    expect(costs.get('install:1/add-cumulative')?.entry).to.equal('cumulative-install');
    expect(costs.get('winre/add-cumulative')?.entry).to.equal('cumulative-pe');
    expect(costs.get('boot:1/cleanup')?.entry).to.equal('cleanup-pe');
    expect(costs.get('install:2/cleanup')?.entry).to.equal('cleanup-install');
    expect(costs.get('install:1/mount')?.seconds).to.be.closeTo(65.5, 0.1);
  });

  it('takes the plan\'s estimate for an action that it does not know', () => {
    const step = createPlan(media(), scan(stack, cumulative), planOptions()).steps[0];
    if (step === undefined) throw new Error('no step');
    expect(costOf(durations, { ...step, do: { action: 'split-image', wim: 'a', first: 'b', megabytes: 1, into: 'media' }, estimateSeconds: 7 })).to.deep.equal({ seconds: 7, uses: {} });
  });

  it('becomes rules of the rehearsal: one for each update and kind of image, ResetBase before other cleanups', () => {
    const pace = paceOf(durations, [{ kb: 'KB1', kind: 'servicingStack' }, { kb: 'KB2', kind: 'cumulative' }, { kb: 'KB3', kind: 'dotNet' }, { kb: 'KB4', kind: 'setupDynamic' }], { scale: 0.01, contended: true, log: '/log' });
    expect(pace.calls.filter(({ cmdlet }) => cmdlet === 'Add-WindowsPackage').map(({ match, image }) => `${match} ${image}`).sort()).to.deep.equal(['KB1 install', 'KB1 pe', 'KB2 install', 'KB2 pe', 'KB3 install']);
    const cleanups = pace.calls.filter(({ cmdlet, image }) => cmdlet === 'Repair-WindowsImage' && image === 'install').map(({ match, seconds }) => `${match} ${seconds}`);
    expect(cleanups).to.deep.equal(['-ResetBase 300', '-StartComponentCleanup 225']);
    expect(pace).to.deep.include({ capacity: durations.capacity, log: '/log', scale: 0.01 });
    expect(paceOf(durations, [], { scale: 1, contended: false, log: '/log' })).not.to.have.property('capacity');
  });
});
