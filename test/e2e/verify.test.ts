import { expect } from 'chai';
import { execa } from 'execa';
import { randomBytes } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, openSync, readSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { verifyMedia } from '../../src/index.js';
import type { Plan, ServicingResult, VerifyInput } from '../../src/index.js';
import { failureOf } from '../support/failure.js';
import { LabSuite } from '../support/lab-suite.js';
import { wimExtract } from '../support/outside-tools.js';

describe('each check of the finished media can fail', () => {
  const lab = new LabSuite();
  let result: ServicingResult;
  let copies = 0;

  before(async () => { result = await lab.service({}); });

  /** Verifies a copy of the finished media after `spoil`, and gives the ids of the checks that failed. */
  async function failed(spoil: (media: string) => unknown, over: Partial<VerifyInput> = {}): Promise<string[]> {
    copies += 1;
    const media = join(lab.root, `spoiled${copies}`);
    cpSync(result.output?.media ?? '', media, { recursive: true, preserveTimestamps: true });
    await spoil(media);
    const { checks } = await verifyMedia({
      original: result.before, finished: media, plan: result.plan, inputs: [], changedFiles: result.changedFiles, updates: new Map(),
      scratch: join(lab.root, 'verify'), signal: new AbortController().signal, ...over,
    });
    rmSync(media, { recursive: true });
    return checks.filter((check) => !check.ok).map((check) => check.id);
  }

  const wimlib = (...args: string[]) => execa('wimlib-imagex', args, { stdin: 'ignore' });

  it('passes what was not spoiled', async () => {
    expect(await failed(() => undefined)).to.deep.equal([]);
  });

  it('files: one changed, one added, one lost, one changed without a rule', async () => {
    expect(await failed((media) => { appendFileSync(join(media, 'bootmgr'), 'x'); })).to.deep.equal(['files']);
    expect(await failed((media) => { writeFileSync(join(media, 'sources/new.dll'), 'x'); })).to.deep.equal(['files']);
    expect(await failed((media) => { rmSync(join(media, 'autorun.inf')); })).to.deep.equal(['files']);
    const fewer = result.changedFiles.filter((file) => !file.path.endsWith('dism.exe'));
    expect(await failed(() => undefined, { changedFiles: fewer })).to.deep.equal(['files']);
  });

  it('setup.exe: media and Setup image differ', async () => {
    expect(await failed((media) => { appendFileSync(join(media, 'sources/setup.exe'), 'x'); })).to.deep.equal(['setup-sources/setup.exe']);
  });

  it('integrity: a byte turned over inside a WIM', async () => {
    expect(await failed((media) => {
      const wim = join(media, 'sources/install.wim');
      const middle = Math.floor(statSync(wim).size / 2);
      const file = openSync(wim, 'r+');
      const byte = Buffer.alloc(1);
      readSync(file, byte, 0, 1, middle);
      byte[0] = (byte[0] ?? 0) ^ 0xff;
      writeSync(file, byte, 0, 1, middle);
    })).to.deep.equal(['integrity-sources/install.wim']);
  });

  it('a WIM that was cut off cannot be verified at all', async () => {
    expect((await failureOf(() => failed((media) => { truncateSync(join(media, 'sources/boot.wim'), 50_000); }))).code).to.equal('wim-invalid');
  });

  it('order, names and boot index', async () => {
    expect(await failed((media) => wimlib('info', join(media, 'sources/install.wim'), '2', 'Windows 10 Purple'))).to.include('order-install');
    expect(await failed((media) => wimlib('info', join(media, 'sources/boot.wim'), '1', '--boot', '--check'))).to.deep.equal(['form-boot']);
  });

  it('packages and build: what the plan promises and the image does not hold', async () => {
    const promised = JSON.parse(JSON.stringify(result.plan)) as Plan;
    for (const step of promised.steps) for (const entry of step.expects?.packages ?? []) entry.identity = entry.identity.replace('17134.165', '17134.999');
    for (const step of promised.steps) if (step.when?.kind === 'build-below') step.when.build.ubr = 999;
    for (const target of promised.targets) if (target.expectedBuild !== undefined) target.expectedBuild.ubr = 999;
    expect(await failed(() => undefined, { plan: promised })).to.have.members(
      ['install:1', 'install:2', 'boot:1', 'boot:2', 'winre'].flatMap((target) => [`packages-${target}`, `build-${target}`]));
  });

  it('an update that the plan keeps out, a package in another state, a file of before the update', async () => {
    const plan = (): Plan => JSON.parse(JSON.stringify(result.plan)) as Plan;
    const [keptOut, waiting] = [plan(), plan()];
    for (const update of keptOut.updates) if (update.kind === 'adobeFlash') update.targets = [];
    for (const step of keptOut.steps) if (step.id.endsWith('/add-flash')) delete step.expects;
    expect(await failed(() => undefined, { plan: keptOut })).to.deep.equal(['packages-install:1', 'packages-install:2']);
    for (const step of waiting.steps) for (const entry of step.target === 'boot:1' ? step.expects?.packages ?? [] : []) entry.states = ['InstallPending'];
    expect(await failed(() => undefined, { plan: waiting })).to.deep.equal(['states-boot:1']);
    const folder = join(lab.root, 'kernel');
    mkdirSync(folder);
    const path = '/Windows/System32/ntoskrnl.exe';
    const old = await wimExtract(join(lab.media, 'sources/boot.wim'), 1, path, folder);
    expect(await failed((media) => wimlib('update', join(media, 'sources/boot.wim'), '1', '--check', `--command=add '${old}' ${path}`))).to.deep.equal(['version-boot:1']);
  });

  it('WinRE: another one in the second edition, and one with waste inside', async () => {
    const folder = join(lab.root, 'winre');
    mkdirSync(folder);
    const winre = await wimExtract(join(result.output?.media ?? '', 'sources/install.wim'), 1, '/Windows/System32/Recovery/winre.wim', folder);
    const [waste, behind] = [join(folder, 'waste'), join(folder, 'behind')];
    writeFileSync(waste, randomBytes(300_000));
    writeFileSync(behind, 'behind');
    const path = '/Windows/System32/Recovery/winre.wim';
    await wimlib('update', winre, '1', `--command=add '${waste}' /waste`);
    await wimlib('update', winre, '1', `--command=add '${behind}' /behind`);
    await wimlib('update', winre, '1', '--command=delete /waste');
    const put = (media: string, index: string) => wimlib('update', join(media, 'sources/install.wim'), index, '--check', `--command=add '${winre}' ${path}`);
    expect(await failed((media) => put(media, '2'))).to.deep.equal(['same-winre']);
    expect(await failed(async (media) => {
      await put(media, '1');
      await put(media, '2');
    })).to.deep.equal(['shrunk-winre']);
  });

  it('original: the source changed under the run', async () => {
    const original = { ...result.before, totalBytes: result.before.totalBytes - 1 };
    expect(await failed(() => undefined, { original })).to.deep.equal(['original']);
    const file = join(lab.media, 'sources/boot.wim');
    const { atime, mtime } = statSync(file);
    // As if it had been written to, though with the same bytes.
    utimesSync(file, atime, new Date(mtime.getTime() + 1));
    expect(await failed(() => undefined)).to.deep.equal(['original']);
    utimesSync(file, atime, mtime);
  });
});
