import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { execa } from 'execa';
import { openWim } from '../../src/media/wim-file.js';
import { packModule } from '../../scripts/pack/pack-module.js';
import { packageRoot } from '../../src/files/package-root.js';
import { driverFiles } from '../../src/lab/extras.js';
import { powershellBlocks } from '../support/doc-blocks.js';
import { testPowerShells } from '../support/full-powershell.js';
import { installPackage } from '../support/installed-package.js';
import { makeIso } from '../support/iso-files.js';
import { LabSuite } from '../support/lab-suite.js';
import { treeDigests } from '../support/outside-tools.js';
import { runScript } from '../support/powershell-script.js';
import { sampleResult } from '../support/sample-result.js';
import { compileBlocks } from '../support/typescript-blocks.js';

/** What a script of this suite says at its end. */
interface Rehearsed {
  module: string;
  type: string;
  status: string;
  rehearsed: boolean;
  media: string;
}

/** Rehearses the lab media and says in its last line what came out. */
const rehearsal = `
$result = Invoke-OfflineServicing -MediaPath $env:TEST_MEDIA -UpdatePath $env:TEST_UPDATES -OutputPath $env:TEST_OUTPUT -Backend rehearsal
@{
    module = (Get-Module OfflineServicing).ModuleBase
    type = $result.PSObject.TypeNames[0]
    status = [string]$result.Status
    rehearsed = [bool]$result.Rehearsed
    media = [string](Get-OfflineServicingMedia (Join-Path $env:TEST_OUTPUT 'media')).Build
} | ConvertTo-Json -Compress`;

/** The drive C: of the docs: updates, an ISO file, drivers, and a place for what comes out. */
async function docDrive(lab: LabSuite): Promise<string> {
  const drive = lab.at('drive');
  await mkdir(join(drive, 'ISO'), { recursive: true });
  await symlink(join(lab.root, 'outputs'), join(drive, 'Refreshed'));
  await symlink(lab.updates, join(drive, 'Updates'));
  makeIso('udf', lab.media, join(drive, 'ISO', 'Windows10.iso'));
  await driverFiles(new Date(0)).writeTo(join(drive, 'Drivers'));
  return drive;
}

/** Plans with the packed module, which loads by the name of its command. */
const packedPlan = `
(Test-ModuleManifest (Join-Path $env:TEST_MODULE 'OfflineServicing.psd1')).Name
(Get-OfflineServicingPlan $env:TEST_MEDIA $env:TEST_UPDATES -WarningAction SilentlyContinue).Recipe`;

/**
 * Every PowerShell of this machine has its part: the project's host runs the installed module, the full one, where there is
 * one, the packed module and the documentation. Runs share what they keep, so only the first one mounts anything.
 */
describe('the package as users get it', () => {
  const lab = new LabSuite({ editions: ['Core'], megabytes: 0 });
  const [host] = testPowerShells();
  const other = testPowerShells().at(-1) ?? host;
  let command: string;

  before(async () => { command = await installPackage(lab.at('installed')); });

  async function rehearse(load: string, env: Record<string, string>): Promise<Rehearsed> {
    const { code, stdout, stderr } = await runScript(host, lab.root, `${load}\n${rehearsal}`, {
      TEST_MEDIA: lab.media, TEST_UPDATES: lab.updates, TEST_OUTPUT: join(lab.root, 'outputs', 'output'), ...env,
    });
    expect(code, stdout + stderr).to.equal(0);
    return JSON.parse(stdout.split('\n').at(-1) ?? '') as Rehearsed;
  }

  it('installed by npm, its module rehearses lab media', async () => {
    const result = await rehearse('Import-Module (& $env:TEST_COMMAND module-path)', { TEST_COMMAND: command });
    expect(result).to.deep.equal({
      module: join(dirname(dirname(command)), 'offline-servicing', 'module-manifest', 'OfflineServicing'),
      type: 'OfflineServicing.Result', status: 'done', rehearsed: true, media: '17134',
    });
  });

  describe('packed into one folder', () => {
    let place: string;
    let folder: string;

    before(async () => {
      place = lab.at("Müller & Söhne's modules");
      await mkdir(place);
      folder = await packModule(packageRoot(), place);
    });

    it('is found by name, works from a path with spaces, quotes and umlauts, and writes nothing into itself', async () => {
      const before = treeDigests(folder);
      const plan = await runScript(other, lab.root, packedPlan, { TEST_MEDIA: lab.media, TEST_UPDATES: lab.updates, TEST_MODULE: folder, PSModulePath: place });
      expect(plan).to.deep.include({ code: 0, stdout: 'OfflineServicing\nclassic' });
      // Opens a session, which needs the bridge and the rehearsal.
      const { stdout } = await execa(process.execPath, [join(folder, 'cli', 'main.mjs'), 'doctor', '--backend', 'rehearsal', '--powershell', host.executable, '--json']);
      expect(JSON.parse(stdout)).to.include({ ok: true });
      expect(treeDigests(folder)).to.deep.equal(before);
    });

    it('makes a bill of materials without what the library for it can do without', async () => {
      const name = (await readdir(join(folder, 'cli'))).find((file) => file.startsWith('cyclonedx-document-')) ?? '';
      const { renderBillOfMaterials } = await import(pathToFileURL(join(folder, 'cli', name)).href) as typeof import('../../src/report/cyclonedx-document.js');
      const result = sampleResult();
      expect(JSON.parse(renderBillOfMaterials(result, result.after ?? result.before))).to.include({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    });

    it('has the licence of everything that was bundled', async () => {
      const notices = await readFile(join(folder, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
      const { dependencies } = JSON.parse(await readFile(join(packageRoot(), 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
      for (const name of Object.keys(dependencies)) expect(notices).to.match(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((?:MIT|ISC|Apache-2\\.0)\\)\n\n.+\n`, 'mu'));
    });
  });

  describe('docs/powershell.md', () => {
    const blocks = powershellBlocks();
    let errors: string[];
    let output: string;

    before(async () => {
      const drive = await docDrive(lab);
      const file = (name: string): string => join(drive, name);
      await writeFile(file('blocks.json'), JSON.stringify(blocks.map(({ heading, text }) => ({ heading, text, whatIf: !heading.startsWith('Every month') }))));
      const { stdout } = await execa(other.executable, [
        '-NoLogo', '-NoProfile', '-NonInteractive', '-File', join(packageRoot(), 'test', 'support', 'run-doc-blocks.ps1'),
        file('blocks.json'), drive, lab.media, file('errors.json'),
      ], { stdin: 'ignore', env: { OFFLINE_SERVICING_BACKEND: 'rehearsal', NO_COLOR: '1', TERM: 'dumb', PATH: `${dirname(command)}${delimiter}${process.env['PATH'] ?? ''}` } });
      output = stdout;
      errors = JSON.parse(await readFile(file('errors.json'), 'utf8')) as string[];
    });

    blocks.forEach(({ heading }, at) => {
      it(`${heading}: block ${at + 1} runs`, () => { expect(errors[at], output).to.equal(''); });
    });

    it('says what it promises', async () => {
      const said = (heading: string): string => output.slice(output.indexOf(`#### ${heading}`)).split('####')[1] ?? '';
      expect(said('Look before you run')).to.include('KB4338819').and.to.include('newest cumulative update');
      expect(said('.NET Framework 3.5')).to.include('Enable .NET Framework 3.5 from the media');
      expect(said('Drivers in WinPE')).to.match(/boot:1 +Add .*driver/u).and.to.match(/winre +Add .*driver/u);
      expect(said('WinRE, for a CVE fix')).to.include('Add cumulative update KB4338819');
      expect(said('When something fails')).to.include('0x800f0823');
      expect(await readFile(lab.at('drive', 'Refreshed', 'summary.csv'), 'utf8')).to.match(/"done"/u);
    });
  });

  describe('docs/typescript.md', () => {
    let compiled: ReturnType<typeof compileBlocks>;

    before(async () => {
      const drive = lab.at('drive');
      compiled = compileBlocks(lab.at('installed'), { C: drive, D: lab.media });
      await mkdir(join(drive, 'WinRE'));
      const wim = await openWim(join(lab.media, 'sources/install.wim'));
      try {
        await writeFile(join(drive, 'WinRE', 'winre.wim'), await wim.readFile(1, 'Windows/System32/Recovery/winre.wim'));
      } finally {
        await wim.close();
      }
    });

    it('has blocks whose types are right', () => { expect(compiled.problems).to.equal(''); });

    it('says what it promises', async () => {
      // One process for all: most of what a short program costs is its start.
      const all = lab.at('installed', 'blocks.mjs');
      await writeFile(all, compiled.programs.map(({ heading, file }) => `console.log(${JSON.stringify(`#### ${heading}`)});\nawait import(${JSON.stringify(file)});\n`).join(''));
      const { stdout, stderr, exitCode } = await execa(process.execPath, [all], {
        reject: false, stdin: 'ignore', env: { PATH: `${dirname(other.executable)}${delimiter}${process.env['PATH'] ?? ''}` },
      });
      expect(exitCode, stdout + stderr).to.equal(0);
      const said = Object.fromEntries(stdout.split('#### ').map((part) => [part.slice(0, part.indexOf('\n')), part]));
      expect(said['A plan, and what it says']).to.match(/^\+ .*kb4338819.*\nclassic \d+ steps$/msu);
      expect(said['A run']).to.match(/^done .*report\.html$/mu);
      expect(said['The report']).to.match(/^done .*Windows.report\.html$/mu);
      expect(said['Every month, several ISO files']).to.match(/^Windows10\.iso done .*media$/mu);
      expect(said['.NET Framework 3.5, and drivers in WinPE']).to.include('install:1 Enable .NET Framework 3.5').and.to.match(/^boot:1 Add/mu);
      expect(said['WinRE alone, for a CVE fix']).to.match(/^done .*\.wim$/mu);
    });
  });
});
