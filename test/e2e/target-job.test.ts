import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Plan, RunEvent, TargetJobInput, TargetResult, UpdateInfo } from '../../src/index.js';
import { planServicing, runTarget, scanUpdates, targetJob, targetJobSchema, targetResultSchema } from '../../src/index.js';
import { sha256File } from '../../src/files/hash.js';
import { inspectWim } from '../../src/media/inspect-wim.js';
import { openWim } from '../../src/media/wim-file.js';
import { failureOf } from '../support/failure.js';
import { makeIso } from '../support/iso-files.js';
import type { Fault } from '../support/lab-suite.js';
import { LabSuite, recorder } from '../support/lab-suite.js';
import { mountsBelow, sha1, treeDigests } from '../support/outside-tools.js';

describe('one image by itself: a job as JSON, a result as JSON', () => {
  const lab = new LabSuite({ megabytes: 1 });
  let plan: Plan;
  let updates: UpdateInfo[];

  before(async () => {
    plan = await lab.rehearse({}, () => planServicing({ media: lab.media, updates: [lab.updates], output: lab.nextOutput(), backend: 'rehearsal' }));
    updates = (await lab.rehearse({}, () => scanUpdates([lab.updates]))).updates;
  });

  function jobFor(id: string, images: TargetJobInput['images'] = [], media: TargetJobInput['media'] = { original: lab.media }): TargetJobInput {
    return targetJob(plan, id, { backend: 'rehearsal', media, updates, images, workspace: join(lab.root, 'jobs') });
  }

  /** As a queue would: both sides see text only. */
  async function overTheWire(job: TargetJobInput, onEvent?: (event: RunEvent) => void): Promise<TargetResult> {
    const received = JSON.parse(JSON.stringify(job)) as TargetJobInput;
    const result = await lab.rehearse({}, () => runTarget(received, onEvent === undefined ? {} : { onEvent }));
    return targetResultSchema.parse(JSON.parse(JSON.stringify(result)));
  }

  it('services WinPE out of an ISO file: the WIM is known by its content and has the build of the update; the media is only read', async () => {
    const iso = makeIso('udf', lab.media, join(lab.root, 'media.iso'));
    const [before, isoBefore] = [treeDigests(lab.media), sha1(iso)];
    const record = recorder();
    expect((await failureOf(() => overTheWire(jobFor('boot:1', [], { original: iso })))).code).to.equal('usage');
    const result = await overTheWire(jobFor('boot:1', [], { original: iso, current: lab.media }), record.onEvent);
    expect(sha1(iso)).to.equal(isoBefore);
    expect(result.error).to.equal(undefined);
    const { digest, expectedBuild } = plan.targets.find((target) => target.id === 'boot:1') ?? {};
    expect(result).to.include({ status: 'done', target: 'boot:1', digest, backend: 'rehearsal' });
    const wim = result.wim?.path ?? '';
    expect(await sha256File(wim)).to.equal(result.wim?.sha256);
    const { images } = await inspectWim(wim);
    expect(images).to.have.lengthOf(1);
    expect(images[0]).to.include({ name: 'Microsoft Windows PE (x64)', ubr: expectedBuild?.ubr });
    expect(result.steps.map((step) => step.id)).to.deep.equal(plan.steps.filter((step) => step.target === 'boot:1' && step.do.action !== 'assemble-image').map((step) => step.id));
    expect(result.events.map((event) => event.seq)).to.deep.equal(record.events.filter((event) => event.type !== 'step-progress').map((event) => event.seq));
    expect(result.events.at(-1)).to.include({ type: 'run-finished', status: 'done' });
    expect(treeDigests(lab.media)).to.deep.equal(before);
    expect(mountsBelow(lab.root)).to.deep.equal([]);
  });

  it('services a winre.wim that was taken out of an install image, then the edition that takes it in', async () => {
    const { source } = plan.targets.find((target) => target.id === 'winre') ?? {};
    if (source?.kind !== 'image-file') throw new Error('The plan has no winre');
    const wim = await openWim(join(lab.media, 'sources/install.wim'));
    const path = join(lab.root, 'winre.wim');
    try {
      writeFileSync(path, await wim.readFile(1, source.path));
    } finally {
      await wim.close();
    }
    const result = await overTheWire(jobFor('winre', [{ target: 'winre', path, sha256: await sha256File(path) }]));
    expect(result.error).to.equal(undefined);
    expect((await inspectWim(result.wim?.path ?? '')).images[0]?.ubr).to.equal(plan.targets.find((target) => target.id === 'winre')?.expectedBuild?.ubr);

    if (result.wim === undefined) throw new Error('There is no winre.wim');
    const edition = await overTheWire(jobFor('install:1', [{ target: 'winre', path: result.wim.path, sha256: result.wim.sha256 }]));
    expect(edition.error).to.equal(undefined);
    const [image] = (await inspectWim(edition.wim?.path ?? '')).images;
    expect(image?.ubr).to.equal(plan.targets.find((target) => target.id === 'install:1')?.expectedBuild?.ubr);
    expect(image?.winre?.sha1).to.equal(sha1(result.wim.path));
  });

  it('gives the files that Setup has for the media, each by its content', async () => {
    const { error, files } = await overTheWire(jobFor('boot:2'));
    expect(error).to.equal(undefined);
    expect(files.map((file) => file.path.toLowerCase())).to.include('sources/setup.exe');
    for (const file of files) expect(await sha256File(file.from), file.path).to.equal(file.sha256);
  });

  it('a failure is part of the result, its folder stays, and no mount', async () => {
    const result = await lab.rehearse({ faults: [{ cmdlet: 'Add-WindowsPackage', then: 'fail', hresult: '0x800f0922' }] }, () => runTarget(jobFor('boot:1')));
    expect(targetResultSchema.parse(result)).to.include({ status: 'failed' }).and.not.have.property('wim');
    expect(result.error).to.include({ code: 'servicing', hresult: '0x800f0922', target: 'boot:1' });
    expect(existsSync(result.error?.logPath ?? '')).to.equal(true);
    expect(result.events.some((event) => event.type === 'mount-closed' && !event.saved)).to.equal(true);
    expect(mountsBelow(result.folder)).to.deep.equal([]);
  });

  it('a mount that a job could not discard is discarded by the next one in its workspace', async () => {
    const refused: Fault = { cmdlet: 'Add-WindowsPackage', then: 'fail', hresult: '0x800f0922' };
    const first = await lab.rehearse({ faults: [refused, { cmdlet: 'Dismount-WindowsImage', then: 'fail', hresult: '0x80070005' }] }, () => runTarget(jobFor('boot:1')));
    expect(first.error).to.include({ code: 'cleanup' });
    expect(first.error?.advice).to.contain('The same command again');
    const second = await lab.rehearse({ faults: [refused] }, () => runTarget(jobFor('boot:1')));
    expect(second.error).to.include({ code: 'servicing' });
    const phases = second.events.map((event) => (event.type === 'phase' ? event.phase : event.type === 'warning' ? event.message : undefined)).filter((text) => text !== undefined);
    expect(phases[0]).to.equal('preflight');
    expect(phases[1]).to.contain(`Run ${first.runId} had left what it could not dismount; a mount was discarded`);
    expect(mountsBelow(lab.root)).to.deep.equal([]);
    expect(existsSync(join(first.folder, 'boot1'))).to.equal(false);
  });

  it('refuses content that is not what it was made for', async () => {
    const job = jobFor('boot:1');
    const { source } = job.target;
    if (source.kind !== 'wim') throw new Error('boot:1 is in a WIM');
    const other = await overTheWire({ ...job, target: { ...job.target, source: { ...source, index: 2 } } });
    expect(other).to.include({ status: 'failed' }).and.have.property('error').that.includes({ code: 'input-invalid' });
    const edition = await overTheWire(jobFor('install:1'));
    expect(edition.error).to.include({ code: 'input-invalid' }).and.have.property('message').that.contains('winre');
  });

  it('refuses what is no job, and the media', async () => {
    expect(await failureOf(() => runTarget({ ...jobFor('boot:1'), speed: 3 } as never))).to.include({ code: 'usage' });
    expect(await failureOf(() => jobFor('media'))).to.include({ code: 'usage' });
    expect(await failureOf(() => runTarget({ ...jobFor('boot:1'), backend: 'native' }))).to.include({ code: 'backend' });
    expect(targetJobSchema.parse(jobFor('boot:1')).updates.map((update) => update.kind)).to.not.include('adobeFlash');
  });
});
