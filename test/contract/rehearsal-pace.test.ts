import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { dismExeFor } from '../../src/dism/dism-exe.js';
import { dism, Rehearsal, type DismCall } from '../support/rehearsal-run.js';
import { temporaryFolder } from '../support/temp.js';
import { RuleBench, type BenchImage } from './rules/rule-bench.js';
import { rehearsalModule } from './support/live-metadata.js';

interface CallLine {
  pid: number; cmdlet: string; target: string; index: number; image: string; detail: string; rule: number; start: number; end: number;
  durationMs: number; wantedMs: number; workMs: number; result: string; hresult?: string;
}

// Only lower bounds, and ratios with much room: the machine may be busy.
describe('rehearsal: durations of calls', () => {
  const folder = temporaryFolder();
  const log = (): string => join(folder(), 'calls.ndjson');
  let bench: RuleBench;
  let plain: BenchImage;
  before(async () => {
    bench = new RuleBench(join(folder(), 'bench'));
    plain = await bench.image('plain');
  });
  after(() => bench.end());
  const pace = (settings: object, faults: object[] = []): void => bench.rehearsal.configure({ pace: { log: log(), ...settings }, faults });
  const get = (more: object = {}): DismCall => dism('Get-WindowsImage', { ImagePath: plain.wim, ...more });
  /** The lines that were written since the last time. */
  const lines = async (): Promise<CallLine[]> => {
    const text = existsSync(log()) ? await readFile(log(), 'utf8') : '';
    await rm(log(), { force: true });
    return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as CallLine);
  };
  const one = async (call: DismCall): Promise<CallLine> => {
    await bench.rehearsal.run(call);
    const [line] = await lines();
    if (line === undefined) throw new Error('no line was written');
    return line;
  };
  afterEach(async () => {
    bench.rehearsal.configure({});
    await bench.clear();
    await lines();
  });

  it('last what the first rule that fits says, work included, and are logged with and without a rule', async () => {
    pace({ scale: 0.1, calls: [
      { cmdlet: 'get-windowsimage', match: 'nothing', seconds: 60 }, { cmdlet: 'Get-WindowsImage', match: 'IMAGE.WIM', seconds: 2.5 },
      { cmdlet: 'Get-WindowsImage', seconds: 60 }, { cmdlet: 'Mount-WindowsImage', match: '-ReadOnly:', seconds: 60 },
      { cmdlet: 'Dismount-WindowsImage', match: '-Save', seconds: 60 }, { cmdlet: 'Dismount-WindowsImage', match: '-discard', seconds: 0 },
    ] });
    await bench.rehearsal.run(get(), get({ Index: 9 }), dism('Mount-WindowsImage', { Path: plain.mount, ImagePath: plain.wim, Index: 1, ReadOnly: true }),
      dism('Dismount-WindowsImage', { Path: plain.mount, Discard: true }));
    const [listed, failed, mounted, dismounted] = await lines();
    expect(listed).to.include({ cmdlet: 'Get-WindowsImage', target: plain.wim, index: 1, image: '', rule: 1, wantedMs: 250, result: 'done' });
    expect(listed?.durationMs).to.be.at.least(250);
    expect((listed?.end ?? 0) - (listed?.start ?? 0)).to.be.closeTo(listed?.durationMs ?? 0, 0.1);
    expect(listed?.workMs).to.be.above(0).and.below(listed?.durationMs ?? 0);
    expect(failed).to.include({ rule: 1, result: 'failed', hresult: '0xc0040005' });
    expect(mounted).to.include({ cmdlet: 'Mount-WindowsImage', target: plain.mount, rule: -1, wantedMs: 0, result: 'done' });
    expect(mounted?.workMs).to.equal(mounted?.durationMs);
    expect(dismounted).to.include({ cmdlet: 'Dismount-WindowsImage', target: plain.mount, index: 1, rule: 5 });
  });

  it('are told apart by what a package file holds and by the image, of a WIM, a mount and a folder', async () => {
    const [install, pe, update] = [await bench.mounted('install'), await bench.image('pe'), join(await bench.newFolder(), 'update.msu')];
    await copyFile(await bench.updates.servicingStack(), update);
    await lines();
    pace({ scale: 0, calls: [
      { cmdlet: 'Add-WindowsPackage', match: 'kb4338853', image: 'pe', seconds: 1 }, { cmdlet: 'Add-WindowsPackage', match: 'RollupFix', seconds: 1 },
      { cmdlet: 'Add-WindowsPackage', match: 'KB4338853~31bf', image: 'install', seconds: 1 }, { cmdlet: 'Get-WindowsImage', image: 'pe', seconds: 1 },
      { cmdlet: 'Get-WindowsPackage', image: 'install', seconds: 1 }, { cmdlet: 'Get-WindowsImage', image: 'install', seconds: 1 },
    ] });
    const applied = await bench.newFolder();
    await bench.must(bench.add(install, update), dism('Get-WindowsImage', { ImagePath: pe.wim, Index: 1 }),
      dism('Expand-WindowsImage', { ImagePath: pe.wim, Index: 1, ApplyPath: applied }), dism('Get-WindowsPackage', { Path: applied }),
      dism('Get-WindowsPackage', { Path: install.mount }));
    const facts = (await lines()).map(({ cmdlet, target, image, rule, detail }) => [cmdlet, target, image, rule, detail]);
    expect(facts).to.deep.equal([
      ['Add-WindowsPackage', install.mount, 'install', 2, update], ['Get-WindowsImage', pe.wim, 'pe', 3, ''],
      ['Expand-WindowsImage', pe.wim, 'pe', -1, applied], ['Get-WindowsPackage', applied, 'pe', -1, ''], ['Get-WindowsPackage', install.mount, 'install', 4, ''],
    ]);
  });

  it('stretch each other in two processes that share a capacity', async () => {
    const settings = { calls: [{ cmdlet: 'Get-WindowsImage', match: 'image.wim', seconds: 0.6, uses: { disk: 0.8, cpu: 0.1 } }], capacity: { disk: 0.8 } };
    pace(settings);
    const other = new Rehearsal(join(folder(), 'other'), { state: bench.rehearsal.state, pace: { log: log(), ...settings } });
    const idle = dism('Get-WindowsImage', { Mounted: true });
    await Promise.all([bench.rehearsal.run(idle), other.run(idle)]);
    await lines();
    await Promise.all([bench.rehearsal.run(get()), other.run(get())]);
    await other.end();
    const calls = await lines();
    expect(new Set(calls.map((call) => call.pid)).size).to.equal(2);
    // However little they met, the disk was in use for both, one after the other or at half the speed.
    expect(Math.max(...calls.map((call) => call.end)) - Math.min(...calls.map((call) => call.start))).to.be.at.least(1.6 * 600);
    expect(await readdir(join(bench.rehearsal.state, 'pace'))).to.deep.equal([]);
  });

  it('slow down by what other living processes use, and by nothing without a capacity', async () => {
    const running = join(bench.rehearsal.state, 'pace');
    const startOf = async (pid: number): Promise<string> => (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[19] ?? '';
    await mkdir(running, { recursive: true });
    const [living, dead] = [join(running, `${process.pid}-${await startOf(process.pid)}-1.json`), join(running, `${process.pid}-1-1.json`)];
    await writeFile(living, '{"cpu":1.5,"disk":9}');
    await writeFile(dead, '{"cpu":10000}');
    const rule = { cmdlet: 'Get-WindowsImage', seconds: 0.1, uses: { cpu: 0.5, disk: 1 } };
    pace({ calls: [rule], capacity: { cpu: 1, disk: 0.5 } });
    // The disk is the shorter of the two: a twentieth of the speed.
    expect((await one(get())).durationMs).to.be.at.least(1700).and.below(20_000);
    expect(existsSync(dead)).to.equal(false);
    pace({ calls: [rule], capacity: { network: 0.001 } });
    expect((await one(get())).durationMs).to.be.at.least(100).and.below(1000);
    pace({ calls: [rule] });
    expect((await one(get())).durationMs).to.be.at.least(100).and.below(1000);
    await rm(living);
  });

  it('leave what was there when they are stopped before their work, at once', async () => {
    const image = await bench.mounted('install');
    const [update, destination] = [await bench.updates.servicingStack(), join(await bench.newFolder(), 'out.wim')];
    const uses = { cpu: 1 };
    pace({ calls: ['Add-WindowsPackage', 'Dismount-WindowsImage', 'Mount-WindowsImage', 'Export-WindowsImage'].map((cmdlet) => ({ cmdlet, seconds: 600, uses })), capacity: { cpu: 2 } });
    const stopped = async (call: DismCall, name: string): Promise<void> => {
      const stopOnceThere = join(folder(), `${name}.log`);
      const [answer] = await bench.rehearsal.run({ cmdlet: call.cmdlet, parameters: { ...call.parameters, LogPath: stopOnceThere }, stopOnceThere });
      expect(answer?.error?.id, name).to.equal('PipelineStopped');
    };
    await stopped(bench.add(image, update), 'add');
    await stopped(dism('Dismount-WindowsImage', { Path: image.mount, Save: true }), 'dismount');
    await stopped(dism('Mount-WindowsImage', { ImagePath: plain.wim, Index: 1, Path: plain.mount }), 'mount');
    await stopped(dism('Export-WindowsImage', { SourceImagePath: plain.wim, SourceIndex: 1, DestinationImagePath: destination }), 'export');
    const calls = await lines();
    expect(calls).to.have.length(4);
    for (const line of calls) {
      expect(line).to.include({ result: 'stopped', wantedMs: 600_000 });
      expect(line.durationMs).to.be.below(60_000);
    }
    const [mounts] = await bench.must(dism('Get-WindowsImage', { Mounted: true }));
    expect(mounts?.output.map((mount) => [mount['Path'], mount['MountStatus']])).to.deep.equal([[image.mount, 'Ok']]);
    expect(Object.keys(await bench.packages(image)).filter((name) => name.includes('KB4338853'))).to.deep.equal([]);
    expect(existsSync(destination)).to.equal(false);
    expect(await readdir(join(bench.rehearsal.state, 'pace'))).to.deep.equal([]);
  });

  it('report their progress as the time goes by', async () => {
    pace({ calls: [{ cmdlet: 'Get-WindowsImage', seconds: 1 }] });
    const [answer] = await bench.rehearsal.run(get());
    const percents = answer?.progress.map((record) => record.percent) ?? [];
    expect(percents.length).to.be.at.least(5);
    expect(percents).to.deep.equal([...percents].sort((a, b) => a - b));
    expect(percents.at(-1)).to.equal(100);
  });

  it('go with faults: a failure comes at once, a pretence takes the time', async () => {
    pace({ calls: [{ cmdlet: 'Mount-WindowsImage', seconds: 600 }, { cmdlet: 'Get-WindowsImage', seconds: 0.3 }] },
      [{ cmdlet: 'Mount-WindowsImage', then: 'fail' }, { cmdlet: 'Get-WindowsImage', then: 'pretend' }]);
    expect(await one(dism('Mount-WindowsImage', { ImagePath: plain.wim, Index: 1, Path: plain.mount }))).to.include({ rule: 0, result: 'failed', hresult: '0x80004005' });
    const pretended = await one(get());
    expect(pretended.result).to.equal('done');
    expect(pretended.durationMs).to.be.at.least(300);
  });

  it('hold for dism.exe by its arguments', async () => {
    const image = await bench.mounted('install');
    pace({ calls: [{ cmdlet: 'dism.exe', match: '/Export-Image', seconds: 600 }, { cmdlet: 'dism.exe', match: '/cleanup-image', image: 'install', seconds: 0.5 }] });
    await bench.must(dism('Get-WindowsImage', { Mounted: true }));
    await execa(dismExeFor(rehearsalModule()), [`/Image:${image.mount}`, '/Cleanup-Image', '/StartComponentCleanup'], { env: { OFFLINE_SERVICING_REHEARSAL: bench.rehearsal.configuration } });
    const line = (await lines()).find((candidate) => candidate.cmdlet === 'dism.exe');
    expect(line).to.include({ target: image.mount, image: 'install', rule: 1, wantedMs: 500, result: 'done', detail: `/Image:${image.mount} /Cleanup-Image /StartComponentCleanup` });
    expect(line?.durationMs).to.be.at.least(500);
  });

  it('are refused when the configuration says something else', async () => {
    const call = { cmdlet: 'Get-WindowsImage', seconds: 1 };
    const wrong: [unknown, string][] = [
      [[], 'pace is not an object'], [{ speed: 1 }, 'unknown member speed of pace'], [{ scale: -1 }, 'scale is no number of 0 or more'],
      [{ scale: '1' }, 'scale is no number'], [{ calls: {} }, 'calls of pace is not an array'], [{ calls: [{ cmdlet: 'x' }] }, 'needs cmdlet and seconds'],
      [{ calls: [{ seconds: 1 }] }, 'needs cmdlet and seconds'], [{ calls: [{ ...call, when: 1 }] }, 'unknown member when of a call of pace'],
      [{ calls: [{ ...call, seconds: -0.1 }] }, 'seconds is no number'], [{ calls: [{ ...call, image: 'winre' }] }, 'image has no value winre'],
      [{ calls: [{ ...call, uses: { cpu: -1 } }] }, 'cpu of uses is no number'], [{ capacity: { cpu: 0 } }, 'capacity of cpu is 0'],
      [{ capacity: [1] }, 'capacity is not an object'], [{ log: '' }, 'log of pace is empty'], [{ log: join(folder(), 'none', 'log') }, 'log of pace: cannot write'],
    ];
    for (const [value, text] of wrong) {
      bench.rehearsal.configure({ pace: value });
      const [answer] = await bench.rehearsal.run(get());
      expect(answer?.error?.hresult, text).to.equal('0x80070057');
      expect(answer?.error?.message).to.contain(text);
    }
  });
});
