import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packModule } from '../../scripts/pack/pack-module.js';
import { packageRoot } from '../../src/files/package-root.js';
import { testPowerShells, type TestPowerShell } from '../support/full-powershell.js';
import { installPackage } from '../support/installed-package.js';
import { LabSuite } from '../support/lab-suite.js';
import { treeDigests } from '../support/outside-tools.js';
import { runScript } from '../support/powershell-script.js';

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

describe('the package as users get it', () => {
  const lab = new LabSuite({ editions: ['Core'], megabytes: 0 });
  const outputs: string[] = [];
  let command: string;

  before(async () => { command = await installPackage(lab.at('installed')); });

  /** Runs of one folder share what they keep, so only the first one mounts anything. */
  function environment(): Record<string, string> {
    const output = join(lab.root, 'outputs', `output${outputs.length}`);
    outputs.push(output);
    return { TEST_MEDIA: lab.media, TEST_UPDATES: lab.updates, TEST_OUTPUT: output };
  }

  async function rehearse(powershell: TestPowerShell, load: string, env: Record<string, string> = {}): Promise<Rehearsed> {
    const { code, stdout, stderr } = await runScript(powershell, lab.root, `${load}\n${rehearsal}`, { ...environment(), ...env });
    expect(code, stdout + stderr).to.equal(0);
    return JSON.parse(stdout.split('\n').at(-1) ?? '') as Rehearsed;
  }

  for (const powershell of testPowerShells()) {
    it(`installed by npm, its module rehearses lab media in the ${powershell.name}`, async () => {
      const result = await rehearse(powershell, 'Import-Module (& $env:TEST_COMMAND module-path)', { TEST_COMMAND: command });
      expect(result).to.deep.equal({
        module: join(dirname(dirname(command)), 'offline-servicing', 'module-manifest', 'OfflineServicing'),
        type: 'OfflineServicing.Result', status: 'done', rehearsed: true, media: '17134',
      });
    });
  }

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
      const [host] = testPowerShells();
      const plan = await runScript(host, lab.root, '(Get-OfflineServicingPlan $env:TEST_MEDIA $env:TEST_UPDATES -WarningAction SilentlyContinue).Recipe', { ...environment(), PSModulePath: place });
      expect(plan).to.deep.include({ code: 0, stdout: 'classic' });
      // Opens a session, which needs the bridge and the rehearsal.
      const { stdout } = await execa(process.execPath, [join(folder, 'cli', 'main.mjs'), 'doctor', '--backend', 'rehearsal', '--powershell', host.executable, '--json']);
      expect(JSON.parse(stdout)).to.include({ ok: true });
      expect(treeDigests(folder)).to.deep.equal(before);
    });

    it('has the licence of everything that was bundled', async () => {
      const notices = await readFile(join(folder, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
      const { dependencies } = JSON.parse(await readFile(join(packageRoot(), 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
      for (const name of Object.keys(dependencies)) expect(notices).to.match(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((?:MIT|ISC)\\)\n\n.+\n`, 'mu'));
    });
  });
});
