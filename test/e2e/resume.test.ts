import { existsSync, mkdtempSync, openSync, closeSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { runEventSchema, type RunEstimate, type RunEvent, type ServicingResult } from '../../src/index.js';
import { failureOf } from '../support/failure.js';
import { LabSuite, recorder, type Fault } from '../support/lab-suite.js';
import { mountsBelow, treeDigests, wimDetails, wimPaths } from '../support/outside-tools.js';
import { start, type Ended } from '../support/program.js';

/** What of media can be the same bytes twice: everything but the WIMs, which carry a new GUID each time. */
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

/** Every file of every image with times, attributes and hashes, as wimlib-imagex tells. */
async function images(media: string): Promise<string[]> {
  return Promise.all(eachImage(media).map(([wim, index]) => wimDetails(wim, index)));
}

describe('what was done is not done again', () => {
  const lab = new LabSuite({ editions: ['Core'] });
  let first: ServicingResult;
  let cache = '';
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
    expect(plainFiles(mediaOf(second))).to.deep.equal(plainFiles(mediaOf(first)));
    expect(await images(mediaOf(second))).to.deep.equal(await images(mediaOf(first)));
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
      expect(readdirSync(output).sort()).to.deep.equal(['logs', 'media', 'report.html', 'result.json']);
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

  it('killed between its publication and its end, a run is ended by the same command', async () => {
    const request = { cache, output: lab.nextOutput() };
    const published = await lab.service({ ...request, keepWorkspace: true });
    expect(await failureOf(() => lab.service(request)), 'a run that ended').to.include({ code: 'output-exists' });
    const journal = join(published.workspace, 'journal.ndjson');
    writeFileSync(journal, readFileSync(journal, 'utf8').split('\n').filter((line) => !line.includes('"run-finished"')).join('\n'));
    expect(await failureOf(() => lab.service({ ...request, netfx3: true }))).to.include({ code: 'output-exists' });
    const record = recorder();
    expect(await lab.service(request, record)).to.deep.equal(published);
    expect(record.events.find((event) => event.type === 'warning')).to.have.property('message').that.contains(`Run ${published.runId} had been killed`);
    expect(existsSync(published.workspace)).to.equal(false);
    expect(await failureOf(() => lab.service(request))).to.include({ code: 'output-exists' });
  });

  it('a damaged result is noticed and made anew', async () => {
    const entries = readdirSync(join(cache, 'targets'));
    const boot = entries.find((key) => (JSON.parse(readFileSync(join(cache, 'targets', key, 'entry.json'), 'utf8')) as { target: string }).target === 'boot:1') ?? '';
    const wim = join(cache, 'targets', boot, 'image.wim');
    const file = openSync(wim, 'r+');
    writeSync(file, Buffer.from([0x5a]), 0, 1, Math.floor(statSync(wim).size / 2));
    closeSync(file);
    const record = recorder();
    await lab.service({ cache }, record);
    expect(record.events.filter((event) => event.type === 'warning').map((event) => event.message)).to.include('The kept result of Microsoft Windows PE (x64) was damaged; it is removed and made again.');
    expect(mountedIn(record.events)).to.deep.equal(['boot:1']);
  });

  it('--no-cache does everything, and keeps nothing', async () => {
    const output = lab.nextOutput();
    const record = recorder();
    await lab.service({ cache: false, output }, record);
    expect(mountedIn(record.events)).to.deep.equal(['boot:1', 'boot:2', 'install:1', 'winre']);
    expect(readdirSync(dirname(output))).to.deep.equal(['output']);
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

    /** Kills the program when WinRE is finished and the first update of the edition is being added, which takes its time. */
    async function killed(output: string): Promise<void> {
      configure([{ cmdlet: 'Add-WindowsPackage', match: 'install1', then: 'hang' }]);
      const program = start(['service', ...args(output), '--ndjson', '--parallel', '1'], { OFFLINE_SERVICING_REHEARSAL: config() });
      await program.sees('"type":"step-finished","step":"winre/export"');
      await program.sees('"type":"step-started","step":"install:1/add-servicing-stack"');
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
