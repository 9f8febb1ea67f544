import { expect } from 'chai';
import { execa } from 'execa';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ServicingRunError } from '../../src/index.js';
import type { RunEvent, ServicingError, ServicingRequestInput } from '../../src/index.js';
import { makeNamedUpdate } from '../../src/lab/update-file.js';
import { forArchitecture, forBuild } from '../../src/lab/update-variants.js';
import { cumulativeUpdate } from '../../src/lab/updates.js';
import { failureOf } from '../support/failure.js';
import { LabSuite, recorder } from '../support/lab-suite.js';
import { mountsBelow, treeDigests } from '../support/outside-tools.js';

const cli = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

describe('clear errors before anything is changed', () => {
  const lab = new LabSuite({ editions: ['Core'] });

  /** Fails the request and shows that neither output nor workspace is left. */
  async function refused(request: Partial<ServicingRequestInput>): Promise<ServicingError> {
    const output = lab.nextOutput();
    const error = await failureOf(() => lab.service({ parallel: 1, output, ...request }));
    expect(error).not.to.be.instanceOf(ServicingRunError);
    expect(existsSync(output)).to.equal(false);
    expect(existsSync(dirname(output)) ? readdirSync(dirname(output)) : []).to.deep.equal([]);
    return error;
  }

  function folder(name: string): string {
    const path = join(lab.root, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  it('media that is not media', async () => {
    expect(await refused({ media: join(lab.root, 'nowhere') })).to.include({ code: 'media-not-found', exitCode: 3 });
    const error = await refused({ media: folder('empty') });
    expect(error.code).to.equal('media-invalid');
    expect(error.message).to.contain('sources/install.wim');
  });

  it('a truncated WIM', async () => {
    const media = join(lab.root, 'cut');
    cpSync(lab.media, media, { recursive: true });
    truncateSync(join(media, 'sources/install.wim'), 1_000_000);
    const error = await refused({ media });
    expect(error.code).to.equal('wim-invalid');
    expect(error.message).to.contain('install.wim');
  });

  it('a corrupt MSU, though cabextract finds a whole cabinet inside', async () => {
    const updates = folder('corrupt');
    cpSync(lab.updates, updates, { recursive: true });
    const file = readdirSync(updates).find((name) => name.includes('kb4338819')) ?? '';
    truncateSync(join(updates, file), 100_000);
    const error = await refused({ updates: [updates] });
    expect(error.code).to.equal('update-invalid');
    expect(error.message + error.details.join()).to.contain(file);
  });

  it('an update whose content is not what its name promises', async () => {
    const updates = folder('renamed');
    const [first = '', second = ''] = readdirSync(lab.updates);
    copyFileSync(join(lab.updates, first), join(updates, second));
    expect((await refused({ updates: [updates] })).code).to.equal('update-invalid');
  });

  it('updates for another architecture, and for another family of builds', async () => {
    for (const [name, spec] of [['arm', forArchitecture(cumulativeUpdate(), 'arm64')], ['later', forBuild(cumulativeUpdate(), 17763)]] as const) {
      const updates = folder(name);
      await makeNamedUpdate(spec, updates);
      const error = await refused({ updates: [updates] });
      expect(error).to.include({ code: 'update-not-applicable', hresult: '0x800f081e' });
      expect(error.details.join()).to.match(/is for (arm64, the media is x64|build 17763, the media is build 17134)/u);
    }
  });

  it('an update folder without a cumulative update, and a cumulative update without its servicing stack', async () => {
    const updates = folder('half');
    const files = readdirSync(lab.updates);
    const file = (kb: string) => join(lab.updates, files.find((name) => name.includes(kb)) ?? '');
    copyFileSync(file('kb4338853'), join(updates, 'ssu.msu'));
    expect(await refused({ updates: [updates] })).to.include({ code: 'update-missing', exitCode: 3 });
    expect(await refused({ updates: [file('kb4338819')] })).to.include({ code: 'update-missing', hresult: '0x800f0823' });
  });

  it('an output that exists', async () => {
    const output = lab.nextOutput();
    mkdirSync(output, { recursive: true });
    writeFileSync(join(output, 'mine'), 'mine');
    const error = await failureOf(() => lab.service({ parallel: 1, output }));
    expect(error).to.include({ code: 'output-exists', exitCode: 3 });
    expect(readdirSync(output)).to.deep.equal(['mine']);
  });

  it('a request that is not one', async () => {
    const error = await failureOf(() => lab.service({ recipe: 'newest' as never, speed: 3 } as never));
    expect(error).to.include({ code: 'usage', exitCode: 2 });
    expect(error.details.join('\n')).to.match(/recipe/u).and.match(/speed/u);
  });

  it('no permission: where the output should be, and on a file of the media', async () => {
    const places = [folder('readonly'), join(lab.root, 'unreadable')] as const;
    cpSync(lab.media, places[1], { recursive: true });
    chmodSync(join(places[1], 'sources/boot.wim'), 0o000);
    for (const open of [lab.root, lab.media, lab.updates]) chmodSync(open, 0o755);
    chmodSync(places[0], 0o555);
    const ordinary = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    for (const [media, output] of [[lab.media, join(places[0], 'output')], [places[1], lab.nextOutput()]] as const) {
      const { exitCode, stdout } = await execa(process.execPath, [cli, 'service', '--json', '--backend', 'rehearsal', '--media', media, '--updates', lab.updates, '--output', output], {
        ...ordinary, reject: false, stdin: 'ignore', env: { HOME: lab.root },
      });
      const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
      expect(error.code, error.message).to.equal('permission');
      expect(exitCode).to.equal(3);
      expect(error.message).to.match(/readonly|boot\.wim/u);
      expect(existsSync(output)).to.equal(false);
    }
  });

  it('no backend here', async () => {
    expect(await refused({ backend: undefined })).to.include({ code: 'backend', exitCode: 8 });
    expect(await refused({ backend: 'native' })).to.include({ code: 'backend', exitCode: 8 });
  });
});

describe('failures in mid-run', () => {
  const lab = new LabSuite();
  let originals: Map<string, string>;

  before(() => { originals = treeDigests(join(lab.root, 'lab')); });

  /** A run whose WinPE fails; the other images, which do not depend on it, are made once and kept. */
  const withFailingWinpe = (output: string, request: Partial<ServicingRequestInput> = {}): Partial<ServicingRequestInput> =>
    ({ parallel: 1, output, cache: join(lab.root, 'others'), edition: ['Core'], ...request });

  /** Fails a run and shows that nothing but its run folder is left. */
  async function fails(work: (output: string) => Promise<unknown>): Promise<ServicingRunError> {
    const output = lab.nextOutput();
    const error = await failureOf(() => work(output));
    expect(error).to.be.instanceOf(ServicingRunError);
    expect(existsSync(output)).to.equal(false);
    expect(mountsBelow(lab.root)).to.deep.equal([]);
    expect(treeDigests(join(lab.root, 'lab'))).to.deep.equal(originals);
    const run = error as ServicingRunError;
    const kept = JSON.parse(readFileSync(join(run.result.workspace, 'result.json'), 'utf8')) as { errors: { code: string }[] };
    expect(kept.errors[0]?.code).to.equal(error.code);
    expect(error.details.join()).to.contain(run.result.workspace);
    return run;
  }

  it('a cmdlet that fails: code from the warning stream, target, step, log, advice; what does not depend on it is kept', async () => {
    const record = recorder();
    let output = '';
    const error = await fails((wanted) => {
      output = wanted;
      return lab.service({ output }, { ...record, faults: [{ cmdlet: 'Add-WindowsPackage', match: 'kb4338832', then: 'fail', hresult: '0x800f0922' }] });
    });
    expect(error).to.include({ code: 'servicing', exitCode: 4, hresult: '0x800f0922' });
    expect(error.step).to.match(/^install:[12]\/add-flash$/u);
    expect(error.advice).to.be.a('string').and.not.equal('');
    expect(existsSync(error.logPath ?? '')).to.equal(true);
    // Both editions take the update: the failure of one does not hide that of the other.
    expect(error.result.errors.map((one) => one.step)).to.have.members(['install:1/add-flash', 'install:2/add-flash']);
    expect(error.details.join()).to.match(/failed too: install:[12]\/add-flash/u);
    const status = new Map(error.result.steps.map((step) => [step.id, step.status]));
    for (const done of ['winre/export', 'boot:1/save', 'boot:2/save']) expect(status.get(done), done).to.equal('done');
    for (const not of ['install:1/save', 'install:2/save', 'install:1/assemble', 'boot:1/assemble', 'media/apply-files']) expect(status.get(not), not).to.equal('not-run');
    const at = (type: RunEvent['type'], target: string): number => record.events.findLastIndex((event) => event.type === type && 'target' in event && event.target === target);
    expect(at('mount-closed', error.target ?? ''), 'its mount was discarded before the others had ended').to.be.lessThan(record.events.length - 4);

    const again = recorder();
    const result = await lab.service({ output }, again);
    expect(result.status).to.equal('done');
    expect(again.events.flatMap((event) => (event.type === 'target-restored' ? [event.target] : [])).sort()).to.deep.equal(['boot:1', 'boot:2', 'winre']);
  });

  it('an update that reports success and is not there afterwards', async () => {
    const error = await fails((output) => lab.service(withFailingWinpe(output), { faults: [{ cmdlet: 'Add-WindowsPackage', match: 'boot-1-add-cumulative', then: 'pretend' }] }));
    expect(error).to.include({ code: 'proof', exitCode: 4, step: 'boot:1/add-cumulative' });
    expect(error.message).to.contain('reported success, but Package_for_RollupFix');
  });

  it('a cmdlet that hangs is ended by its deadline', async () => {
    const error = await fails((output) => lab.service(withFailingWinpe(output, { timeouts: { 'Add-WindowsPackage': 2 } }), { faults: [{ cmdlet: 'Add-WindowsPackage', match: 'boot-1', then: 'hang' }] }));
    expect(error).to.include({ code: 'session', exitCode: 8, step: 'boot:1/add-servicing-stack' });
  });

  it('a session that dies', async () => {
    const error = await fails((output) => lab.service(withFailingWinpe(output), { faults: [{ cmdlet: 'Add-WindowsPackage', match: 'boot-1-add-cumulative', then: 'die' }] }));
    expect(error).to.include({ code: 'session', exitCode: 8, step: 'boot:1/add-cumulative' });
  });

  it('cancelled in mid-command: mounts discarded, exit 130', async () => {
    const stop = new AbortController();
    const record = recorder();
    const error = await fails((output) => lab.service({ parallel: 1, output, cache: false }, {
      signal: stop.signal, faults: [{ cmdlet: 'Add-WindowsPackage', match: 'kb4338819', then: 'hang' }],
      onEvent: (event) => {
        record.onEvent(event);
        // Whichever image comes to it first.
        if (event.type === 'step-started' && event.step.endsWith('/add-cumulative')) setTimeout(() => { stop.abort(); }, 500);
      },
    }));
    expect(error).to.include({ code: 'cancelled', exitCode: 130 });
    expect(error.result.status).to.equal('cancelled');
    expect(record.events.filter((event) => event.type === 'mount-closed').map((event) => event.target)).to.have.members(['winre', 'install:1']);
  });

  it('a PowerShell that cannot start', async () => {
    const script = join(lab.root, 'not-powershell');
    writeFileSync(script, '#!/bin/sh\necho this is no PowerShell >&2\nexit 3\n');
    chmodSync(script, 0o755);
    const error = await fails((output) => lab.service({ parallel: 1, output, powershell: script }));
    expect(error).to.include({ exitCode: 8 });
    expect(error.message + error.details.join()).to.contain('not-powershell');
    const missing = await fails((output) => lab.service({ parallel: 1, output, powershell: join(lab.root, 'nothing') }));
    expect(missing).to.include({ code: 'powershell', exitCode: 8 });
  });
});
