import { existsSync, mkdirSync, mkdtempSync, openSync, closeSync, readdirSync, readFileSync, rmSync, statSync, watch, writeFileSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { examineMedia, runEventSchema, type RunEstimate, type RunEvent, type ServicingResult } from '../../src/index.js';
import { failureOf } from '../support/failure.js';
import { LabSuite, recorder, type Fault } from '../support/lab-suite.js';
import { openWim } from '../../src/media/wim-file.js';
import { differences } from '../../src/verify/check-kept.js';
import { mountsBelow, treeDigests, wimDetails, wimExtract, wimPaths } from '../support/outside-tools.js';
import { start, type Ended } from '../support/program.js';

/** What of media that is made twice can be the same bytes: everything but the WIMs, which carry a new GUID each time. */
function plainFiles(media: string): Map<string, string> {
  return new Map([...treeDigests(media)].filter(([path]) => !path.endsWith('.wim')));
}

function eachImage(media: string): (readonly [wim: string, index: number])[] {
  return ([['install.wim', 1], ['boot.wim', 1], ['boot.wim', 2]] as const).map(([name, index]) => [join(media, 'sources', name), index] as const);
}

/** Every path of every image, but for the logs of servicing sessions, which are named by their time. */
async function paths(media: string): Promise<string[][]> {
  const all = await Promise.all(eachImage(media).map(([wim, index]) => wimPaths(wim, index)));
  return all.map((list) => list.filter((path) => !path.startsWith('/Windows/servicing/Sessions/')));
}

/**
 * Every file of every image, and of the WinRE inside, with attributes and SHA-1 as wimlib-imagex tells; of what has times in it (hives,
 * the logs of servicing sessions, winre.wim itself) the path.
 */
async function contents(media: string): Promise<string[][]> {
  const scratch = mkdtempSync(join(dirname(media), 'contents-'));
  const winre = await wimExtract(join(media, 'sources/install.wim'), 1, '/Windows/System32/Recovery/winre.wim', scratch);
  const all = await Promise.all([...eachImage(media), [winre, 1] as const].map(async ([wim, index]) => wimDetails(wim, index)));
  rmSync(scratch, { recursive: true });
  return all.map((text) => text.split(/^-{20,}$/mu).flatMap((file) => {
    const field = (name: string): string => new RegExp(`^${name}\\s*= (.*)$`, 'mu').exec(file)?.[1] ?? '';
    const path = field('Full Path').replaceAll('"', '');
    if (path === '' || path.startsWith('/Windows/servicing/Sessions/')) return [];
    return [/\/config\/|winre\.wim$/u.test(path) ? path : `${path} ${field('Attributes')} ${field('Hash')}`];
  }));
}

describe('what was done is not done again', () => {
  const lab = new LabSuite({ editions: ['Core'] });
  let first: ServicingResult;
  let other: ServicingResult;
  let cache = '';
  /** Changes a byte in the middle of a file of every kept result of a target or a file of the media. */
  const damage = (of: string, path: string): void => {
    for (const key of readdirSync(join(cache, 'targets'))) {
      if ((JSON.parse(readFileSync(join(cache, 'targets', key, 'entry.json'), 'utf8')) as { of: string }).of !== of) continue;
      const place = join(cache, 'targets', key, path);
      const file = openSync(place, 'r+');
      writeSync(file, Buffer.from([0x5a]), 0, 1, Math.floor(statSync(place).size / 2));
      closeSync(file);
    }
  };
  const mountedIn = (events: readonly RunEvent[]): string[] => events.flatMap((event) => (event.type === 'mount-opened' ? [event.target] : [])).sort();
  const mediaOf = (result: ServicingResult): string => result.output?.media ?? '';

  before(async () => {
    cache = join(lab.root, 'cache');
    first = await lab.service({ cache });
  });

  it('the same again mounts nothing, and makes the same media; how long the steps took is known', async () => {
    const record = recorder();
    let estimate: RunEstimate | undefined;
    const second = await lab.service({ cache }, {
      ...record,
      confirm: async (_plan, made) => {
        estimate = made;
        return Promise.resolve(true);
      },
    });
    expect(estimate?.measured).to.be.greaterThan(0.8);
    expect(estimate?.steps.get('winre/mount')).to.be.greaterThan(0);
    expect(mountedIn(record.events)).to.deep.equal([]);
    expect(second.steps.filter((step) => step.status === 'cached')).to.have.length.above(20);
    expect(second.steps.find((step) => step.status === 'cached')?.reason).to.contain(first.runId);
    expect(second.warnings.sort()).to.deep.equal(first.warnings.sort());
    expect(second.changedFiles).to.deep.equal(first.changedFiles);
    expect(treeDigests(mediaOf(second))).to.deep.equal(treeDigests(mediaOf(first)));
    // The output is somebody else's to write to.
    expect(statSync(join(mediaOf(second), 'sources/install.wim')).nlink).to.equal(1);
    expect(second.steps.filter((step) => step.status === 'done').map((step) => step.id)).to.deep.equal(['media/copy', 'media/apply-files']);
    for (const id of ['integrity-sources/install.wim', 'integrity-sources/boot.wim', 'content-winre']) {
      expect(second.checks.find((check) => check.id === id)?.evidence).to.contain(`as proved in run ${first.runId}`);
    }
    const anew = await examineMedia(mediaOf(second));
    expect(anew.checks.find((check) => check.id === 'integrity-sources/install.wim')?.evidence).to.contain('what their SHA-1 says');
  });

  it('where only WinRE is another, it alone is serviced, and put into the kept edition: the rest stays what it was', async () => {
    const record = recorder();
    // Ended when WinRE is in the edition, which is not saved: what is kept must not have been written to.
    const stop = new AbortController();
    const onEvent = (event: RunEvent): void => { if (event.type === 'step-started' && event.step === 'install:1/save') stop.abort(); };
    expect(await failureOf(() => lab.service({ cache, winreCumulative: 'no' }, { signal: stop.signal, onEvent }))).to.include({ code: 'cancelled' });
    other = await lab.service({ cache, winreCumulative: 'no' }, record);
    expect(other.checks.filter((check) => !check.ok)).to.deep.equal([]);
    expect(mountedIn(record.events)).to.deep.equal(['install:1']);
    expect(other.steps.filter((step) => step.status === 'done' && step.target !== 'media').map((step) => step.id)).to.deep.equal(['mount', 'put-winre', 'save', 'assemble'].map((name) => `install:1/${name}`));
    const [before, now] = [await openWim(join(mediaOf(first), 'sources/install.wim')), await openWim(join(mediaOf(other), 'sources/install.wim'))];
    try {
      const [was, is] = [first.after?.install.images[0], other.after?.install.images[0]];
      if (was === undefined || is === undefined) throw new Error('no image');
      const changed = await differences({ wim: before, image: was }, { wim: now, image: is }, new AbortController().signal);
      expect(changed).to.have.lengthOf(1);
      expect(changed[0]).to.match(/changed: .*winre\.wim$/iu);
      expect(now.isReadable(was.winre?.sha1 ?? ''), 'the WinRE from before').to.equal(false);
      expect(now.isReadable(is.winre?.sha1 ?? '')).to.equal(true);
    } finally {
      await before.close();
      await now.close();
    }
  });

  it('--force replaces an earlier output, from a workspace on another volume', async function () {
    if (!existsSync('/dev/shm')) this.skip();
    const far = mkdtempSync('/dev/shm/offline-servicing-e2e-');
    try {
      const output = join(far, 'output');
      const request = { cache, output, workspace: join(lab.root, 'workspace') };
      await lab.service(request);
      expect(await failureOf(() => lab.service(request))).to.include({ code: 'output-exists', exitCode: 3 });
      writeFileSync(join(output, 'note'), 'goes with the old output');
      const second = await lab.service({ ...request, force: true });
      expect(readdirSync(far)).to.deep.equal(['output']);
      expect(JSON.parse(readFileSync(join(output, 'result.json'), 'utf8'))).to.include({ runId: second.runId });
      expect(readdirSync(output).sort()).to.deep.equal(['SHA256SUMS', 'logs', 'media', 'media.cdx.json', 'report.html', 'result.json']);
      expect(plainFiles(mediaOf(second))).to.deep.equal(plainFiles(mediaOf(first)));
    } finally {
      rmSync(far, { recursive: true });
    }
  });

  it('without one update, only what it went into is done again', async () => {
    const record = recorder();
    const updates = readdirSync(lab.updates).filter((name) => !name.includes('kb4338832')).map((name) => join(lab.updates, name));
    await lab.service({ cache, updates }, record);
    expect(mountedIn(record.events)).to.deep.equal(['install:1']);
  });

  it('the lock of an output is there only while a run folder names that output: who is killed leaves none that nothing tells of', async function () {
    // One queue of the kernel for both folders: what is seen has the order in which it happened.
    if (process.platform !== 'linux') this.skip();
    const output = lab.nextOutput();
    const workspace = join(dirname(output), '.offline-servicing');
    mkdirSync(workspace, { recursive: true });
    const seen: string[] = [];
    const watchers = [dirname(output), workspace].map((folder) => watch(folder, (_, name) => { if (name !== null) seen.push(name); }));
    try {
      const { runId } = await lab.service({ cache, output });
      const isOver = (): boolean => seen.lastIndexOf('.offline-servicing') > seen.lastIndexOf('output.lock');
      for (let waits = 0; waits < 100 && !isOver(); waits++) await sleep(20);
      expect(seen).to.include.members(['output.lock', runId]);
      expect(seen.indexOf(runId), seen.join(' ')).to.be.below(seen.indexOf('output.lock'));
      expect(seen.lastIndexOf('output.lock'), seen.join(' ')).to.be.below(seen.lastIndexOf(runId));
      expect(readdirSync(dirname(output))).to.deep.equal(['output']);
    } finally {
      for (const watcher of watchers) watcher.close();
    }
  });

  it('killed between its publication and its end, a run is ended by the same command', async () => {
    const request = { cache, output: lab.nextOutput() };
    const published = await lab.service({ ...request, keepWorkspace: true });
    const again = await failureOf(() => lab.service(request));
    expect(again, 'a run that ended').to.include({ code: 'output-exists' });
    expect(again.details).to.deep.equal([`It is the whole output of run ${published.runId}, finished at ${published.finishedAt}.`]);
    // What else a killed process leaves.
    mkdirSync(`${request.output}.lock`);
    writeFileSync(`${request.output}.lock.json`, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), startedAt: '', purpose: '' }));
    const journal = join(published.workspace, 'journal.ndjson');
    writeFileSync(journal, readFileSync(journal, 'utf8').split('\n').filter((line) => !line.includes('"run-finished"')).join('\n'));
    expect(await failureOf(() => lab.service({ ...request, netfx3: true }))).to.include({ code: 'output-exists' });
    const record = recorder();
    expect(await lab.service(request, record)).to.deep.equal(published);
    expect(record.events.find((event) => event.type === 'warning')).to.have.property('message').that.contains(`Run ${published.runId} had been killed`);
    expect(existsSync(published.workspace)).to.equal(false);
    expect(readdirSync(dirname(request.output)).filter((name) => name !== '.offline-servicing')).to.deep.equal(['output']);
    expect(await failureOf(() => lab.service(request))).to.include({ code: 'output-exists' });
  });

  it('a damaged result is noticed and made anew', async () => {
    damage('boot:1', 'image.wim');
    damage('sources/boot.wim', 'made/boot.wim');
    const record = recorder();
    await lab.service({ cache }, record);
    expect(record.events.filter((event) => event.type === 'warning').map((event) => event.message)).to.include.members([
      'The kept result of Microsoft Windows PE (x64) was damaged; it is removed and made again.', 'The kept result of sources/boot.wim was damaged; it is removed and made again.',
    ]);
    expect(mountedIn(record.events)).to.deep.equal(['boot:1']);
  });

  it('--no-cache does everything, and keeps nothing; what began with a kept edition is what it would have become', async () => {
    const output = lab.nextOutput();
    const record = recorder();
    const fresh = await lab.service({ cache: false, output, winreCumulative: 'no' }, record);
    expect(mountedIn(record.events)).to.deep.equal(['boot:1', 'boot:2', 'install:1', 'winre']);
    expect(readdirSync(dirname(output))).to.deep.equal(['output']);
    expect(plainFiles(mediaOf(other))).to.deep.equal(plainFiles(mediaOf(fresh)));
    const all = await contents(mediaOf(fresh));
    expect(all.map((files) => files.length > 30)).to.deep.equal([true, true, true, true]);
    expect(await contents(mediaOf(other))).to.deep.equal(all);
  });

  describe('after kill -9', () => {
    const config = (): string => join(lab.root, 'hanging.json');
    const args = (output: string): string[] => ['--media', lab.media, '--updates', lab.updates, '--output', output, '--backend', 'rehearsal'];

    async function ends(...command: string[]): Promise<Ended> {
      const program = start(command, { OFFLINE_SERVICING_REHEARSAL: config() });
      program.process.stdin?.end();
      return program.ended;
    }

    const configure = (faults: readonly Fault[]): void => { writeFileSync(config(), JSON.stringify({ state: join(lab.root, 'state'), faults })); };

    /** Kills the program when WinRE is finished and the edition that it was put into is being saved, which takes its time. */
    async function killed(output: string): Promise<void> {
      configure([{ cmdlet: 'Dismount-WindowsImage', match: 'install1', then: 'hang' }]);
      const program = start(['service', ...args(output), '--ndjson', '--parallel', '1'], { OFFLINE_SERVICING_REHEARSAL: config() });
      await program.sees('"type":"step-finished","step":"winre/export"');
      await program.sees('"type":"step-started","step":"install:1/save"');
      program.process.kill('SIGKILL');
      await program.ended;
      configure([]);
      expect(existsSync(output)).to.equal(false);
      expect(mountsBelow(dirname(output))).to.have.lengthOf(1);
    }

    it('resume goes on from what was finished, and ends in the media of an undisturbed run', async () => {
      const output = lab.nextOutput();
      await killed(output);
      const ended = await ends('resume', '--output', output, '--ndjson');
      expect(ended.stderr).to.match(/Going on with run [a-z0-9]{6}/u);
      expect(ended.code, ended.stderr).to.equal(0);
      const events = ended.stdout.trim().split('\n').slice(0, -1).map((line) => JSON.parse(line) as { type: string })
        .filter(({ type }) => type !== 'progress').map((line) => runEventSchema.parse(line));
      expect(events.filter((event) => event.type === 'target-restored').map((event) => event.target)).to.include('winre');
      expect(mountedIn(events)).to.not.include('winre');
      expect(events.some((event) => event.type === 'warning' && event.message.includes('a mount was discarded'))).to.equal(true);
      expect(mountsBelow(dirname(output))).to.deep.equal([]);
      expect(readdirSync(join(dirname(output), '.offline-servicing'))).to.deep.equal(['cache']);
      expect(plainFiles(join(output, 'media'))).to.deep.equal(plainFiles(mediaOf(first)));
      expect(await paths(join(output, 'media'))).to.deep.equal(await paths(mediaOf(first)));
    });

    it('clean shows what was left, and removes it with its mount when told to', async () => {
      const output = lab.nextOutput();
      await killed(output);
      const shown = await ends('clean', '--output', output);
      expect(shown.stdout).to.match(/killed/u).and.to.include('Nothing was removed');
      expect(mountsBelow(dirname(output))).to.have.lengthOf(1);
      const cleaned = await ends('clean', '--output', output, '--cache', '--yes');
      expect(cleaned.code, cleaned.stderr).to.equal(0);
      expect(mountsBelow(dirname(output))).to.deep.equal([]);
      expect(readdirSync(dirname(output))).to.deep.equal([]);
    });
  });
});
