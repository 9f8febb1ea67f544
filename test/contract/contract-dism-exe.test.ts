import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { DismClient } from '../../src/dism/client.js';
import { DismCaller } from '../../src/dism/dism-caller.js';
import type { DismError } from '../../src/dism/dism-error.js';
import { dismExeFor, runDismExe } from '../../src/dism/dism-exe.js';
import { tool } from '../support/rehearsal-fixtures.js';
import { dism } from '../support/rehearsal-run.js';
import { StubInvoker } from '../support/stub-invoker.js';
import { temporaryFolder } from '../support/temp.js';
import { RuleBench, type BenchImage } from './rules/rule-bench.js';
import { rehearsalModule } from './support/live-metadata.js';

const variable = 'OFFLINE_SERVICING_REHEARSAL';

describe('dism.exe of the rehearsal, through src/dism', () => {
  const folder = temporaryFolder();
  const percents: number[] = [];
  const context = () => ({
    logPath: join(folder(), 'logs', 'dism.log'), scratchDirectory: join(folder(), 'scratch'), onProgress: ({ percent }: { percent: number }) => percents.push(percent),
  });
  // A module like that of Windows Server 2016, whose Repair-WindowsImage cannot clean up.
  const old = (): StubInvoker => new StubInvoker({}, { cmdlets: { 'Repair-WindowsImage': ['Path', 'CheckHealth'] }, dismPath: rehearsalModule() });
  const run = (...options: string[]): Promise<void> => runDismExe(new DismCaller(old(), context()), 'Repair-WindowsImage', options);
  const failure = (work: Promise<unknown>): Promise<DismError> => work.then(() => { throw new Error('it succeeded'); }, (error: unknown) => error as DismError);
  const print = (...options: string[]) => execa(dismExeFor(rehearsalModule()), options, { stdin: 'ignore', reject: false, stripFinalNewline: false });

  let bench: RuleBench;
  let image: BenchImage;
  let given: string | undefined;
  before(() => { bench = new RuleBench(join(folder(), 'bench')); });
  after(() => bench.end());
  beforeEach(async () => {
    percents.length = 0;
    image = await bench.mounted('install');
    given = process.env[variable];
    process.env[variable] = bench.rehearsal.configuration;
  });
  afterEach(async () => {
    if (given === undefined) Reflect.deleteProperty(process.env, variable);
    else process.env[variable] = given;
    await bench.clear();
  });

  it('cleans up in place of a cmdlet that cannot', async () => {
    await bench.must(bench.add(image, await bench.updates.servicingStack()), bench.add(image, await bench.updates.cumulative()));
    const versions = async (): Promise<number> => (await readdir(join(image.mount, 'Windows/WinSxS'))).filter((name) => name.includes('_microsoft-windows-ntdll_')).length;
    expect(await versions()).to.equal(2);
    await new DismClient(old(), context()).cleanupImage({ path: image.mount, resetBase: true, defer: true });
    expect(await versions()).to.equal(1);
    expect(percents.at(-1)).to.equal(100);
    expect(await readFile(join(folder(), 'logs', 'dism.log'), 'utf8')).to.contain('dism.exe /Cleanup-Image').and.contain('Defer');
  });

  it('has a number and a text of its own for a feature whose parent is disabled', async () => {
    await bench.must(bench.add(image, await bench.updates.nestedFeatures()));
    const enable = [`/Image:${image.mount}`, '/Enable-Feature', '/FeatureName:Lab-Two'];
    const { stdout } = await print(...enable);
    expect(stdout).to.contain('Error: 50\r\n').and.contain('Lab-Two feature was not enabled').and.match(/diagnostics\.\r\nLab-One\r\n/u);
    await run(...enable, '/All');
  });

  it('enables a feature, whose pending work then blocks the cleanup', async () => {
    const enable = [`/Image:${image.mount}`, '/Enable-Feature', '/FeatureName:NetFx3', '/All', '/LimitAccess'];
    expect(await failure(run(...enable, `/Source:${await bench.newFolder()}`))).to.include({ hresult: '0x800f081f', operation: 'dism.exe' });
    await run(...enable, `/Source:${await bench.updates.netfx3Source()}`);
    const [feature] = await bench.must(dism('Get-WindowsOptionalFeature', { Path: image.mount, FeatureName: 'NetFx3' }));
    expect(feature?.output[0]).to.include({ State: 'EnablePending' });
    expect(await failure(new DismClient(old(), context()).cleanupImage({ path: image.mount }))).to.include({ hresult: '0x800f0806', symbol: 'CBS_E_PENDING' });
  });

  it('exports, also to an ESD, which the cmdlet cannot', async () => {
    const { wim } = await bench.image('plain');
    const destination = join(folder(), 'out.esd');
    const options = (name: string): string[] => ['/Export-Image', `/SourceImageFile:${wim}`, '/SourceIndex:1', `/DestinationImageFile:${destination}`, `/DestinationName:${name}`, '/Compress:recovery'];
    await run(...options('One'));
    await run(...options('Two'));
    expect(await tool('wimlib-imagex', 'info', destination)).to.match(/Compression:\s+LZMS/u).and.match(/Image Count:\s+2/u);
    expect(await failure(run('/Export-Image', `/SourceImageFile:${wim}`, '/SourceIndex:7', `/DestinationImageFile:${destination}`))).to.include({ hresult: '0xc0040005' });
    expect(await failure(run('/Export-Image', `/SourceImageFile:${wim}.none`, '/SourceIndex:1', `/DestinationImageFile:${destination}`))).to.include({ hresult: '0x80070002' });
  });

  it('writes lang.ini for Setup', async () => {
    const distribution = await bench.newFolder();
    expect(await failure(run(`/Image:${image.mount}`, '/Gen-LangINI', `/Distribution:${distribution}`))).to.include({ hresult: '0x80070003' });
    await tool('mkdir', '-p', join(distribution, 'Sources', 'en-us'));
    await run(`/Image:${image.mount}`, '/Gen-LangINI', `/Distribution:${distribution}`);
    expect((await readFile(join(distribution, 'Sources', 'lang.ini'))).toString('utf16le').replace('\ufeff', '')).to.equal(
      '[Available UI Languages]\r\nen-us = 3\r\n\r\n[Fallback Languages]\r\nen-us = en-us\r\n');
  });

  it('prints what dism.exe prints, and ends with its codes', async () => {
    const good = await print(`/Image:${image.mount}`, '/Cleanup-Image', '/StartComponentCleanup');
    expect(good.exitCode).to.equal(0);
    expect(good.stdout).to.match(/^\r\nDeployment Image Servicing and Management tool\r\nVersion: [\d.]+\r\n\r\nImage Version: 10\.0\.17134\.1\r\n\r\n/u);
    expect(good.stdout).to.match(/\r\[={26}100\.0%={26}\] \r\nThe operation completed successfully\.\r\n$/u);
    // A byte is all that Linux keeps of an exit code; what is printed is whole.
    const gone = await print('/Image:/none', '/Cleanup-Image', '/StartComponentCleanup');
    expect(gone.exitCode).to.equal(3);
    expect(gone.stdout).to.match(/\r\nError: 3\r\n\r\nThe system cannot find the path specified\.\r\n\r\nThe DISM log file can be found at .*dism\.log\r\n$/u);
    await bench.must(bench.netfx3(image, await bench.updates.netfx3Source()));
    const pending = await print(`/Image:${image.mount}`, '/Cleanup-Image', '/StartComponentCleanup');
    expect(pending.exitCode).to.equal(0x06);
    expect(pending.stdout).to.contain('\r\nError: 0x800f0806\r\n');
    for (const unknown of [['/Apply-Image'], ['/Cleanup-Image'], ['/Cleanup-Image', '/StartComponentCleanup', '/Source:x'], []]) {
      const usage = await print(...unknown);
      expect(usage.exitCode, unknown.join(' ')).to.equal(87);
      expect(usage.stdout).to.contain('\r\nError: 87\r\n');
    }
  });
});
