import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { ServicingRequestInput, ServicingResult } from '../../src/index.js';
import { ServicingRunError } from '../../src/index.js';
import { hiveFile } from '../../src/lab/hive-file.js';
import { HiveKey } from '../../src/lab/hive-key.js';
import { LabSuite } from '../support/lab-suite.js';
import { hiveKey, mountsBelow, sha1, wimExtract, wimPaths } from '../support/outside-tools.js';
import { capability, driverPackage, onDemandCab } from '../support/rehearsal-content.js';

const tool = 'Lab.Tool~~~~0.0.1.0';
const store = 'Windows/System32/DriverStore/FileRepository';

describe('changes beside updates', () => {
  const lab = new LabSuite();
  const at = (...path: string[]): string => join(lab.root, 'inputs', ...path);
  const put = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), content);
  };
  const one: Partial<ServicingRequestInput> = { edition: ['Professional'] };

  before(async () => {
    await driverPackage(at('drivers/net'), { inf: 'LabNet.inf' });
    await driverPackage(at('drivers/old'), { inf: 'old32.inf', decorations: ['NTx86'] });
    await driverPackage(at('boot/storage'), { inf: 'labstor.inf', class: 'SCSIAdapter', classGuid: '{4D36E97B-E325-11CE-BFC1-08002BE10318}', startType: 0 });
    await driverPackage(at('unsigned'), { inf: 'unsigned.inf', catalog: 'none' });
    await mkdir(at('fod'));
    await onDemandCab({ name: 'Lab-Tool-Package', declares: capability('Lab.Tool', '0.0.1.0') }, at('fod/tool.cab'));
    put('files/windows/SYSTEM32/Win.INI', 'overwritten');
    put('files/Company/Ünïcode 文件.txt', 'new');
    put('files/Users/Default/NTUSER.DAT', hiveFile(new HiveKey('ROOT'), 'NTUSER.DAT', new Date(0)));
    chmodSync(at('files/Company/Ünïcode 文件.txt'), 0o444);
    put('settings.reg', Buffer.from(['\ufeffWindows Registry Editor Version 5.00', '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Lab]', '"Text"="here"', '"Number"=dword:7',
      '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lab]', '"Multi"=hex(7):61,00,00,00,00,00', '[HKEY_CURRENT_USER\\Software\\Lab]', '@="user"', ''].join('\r\n'), 'utf16le'));
    put('wrong.reg', 'REGEDIT4\n[HKEY_LOCAL_MACHINE\\SAM\\Lab]\n');
  });

  describe('all at once', () => {
    let result: ServicingResult;
    let wim: string;
    before(async () => {
      result = await lab.service({
        ...one, drivers: [at('drivers')], bootDrivers: [at('boot')], winreDrivers: [at('boot')], sources: [at('fod')], capabilities: ['lab.tool'], removeCapabilities: ['Lab.T*'],
        disableFeatures: ['NetFx3', 'NoSuchFeature'], removeApps: ['*No.Such.App*'], files: [at('files')], registry: [at('settings.reg')],
      });
      wim = join(result.output?.media ?? '', 'sources/install.wim');
    });
    const step = (name: string) => result.steps.find((found) => found.id === `install:2/${name}`);

    it('each has its step in its place, its proof and its check', () => {
      const ids = result.plan.steps.filter((found) => found.target === 'install:2').map((found) => found.id.slice('install:2/'.length));
      const order = ['add-drivers', 'add-capability', 'add-cumulative', 'cleanup', 'disable-feature', 'remove-capabilities', 'remove-apps', 'lay-files', 'import-registry', 'save'];
      expect(ids.filter((id) => order.includes(id))).to.deep.equal(order);
      expect(step('add-drivers')?.facts).to.include('old/old32.inf is not for x64').and.to.include('1 drivers are in the image');
      expect(step('add-capability')?.facts.join()).to.contain(`added ${tool}`);
      expect(step('remove-capabilities')?.facts).to.deep.equal([`removed ${tool}`, 'nothing like Lab.T*']);
      expect(step('disable-feature')).to.include({ status: 'skipped' }).and.property('reason').match(/^NetFx3 is Disabled.* already$/u);
      expect(step('disable-feature-2')).to.include({ status: 'skipped', reason: 'NoSuchFeature is no feature of this image' });
      expect(result.warnings.join('\n')).to.contain('no provisioned app *No.Such.App*').and.to.contain('no feature NoSuchFeature');
      const checks = new Map(result.checks.map((check) => [check.id, check.ok]));
      for (const id of ['drivers-install:2', 'drivers-boot:1', 'drivers-boot:2', 'drivers-winre', 'files-install:2', 'registry-install:2', 'edit-install:2/remove-capabilities']) expect(checks.get(id), id).to.equal(true);
    });

    it('drivers are in the images that they are for', async () => {
      expect((await wimPaths(wim, 1)).filter((path) => path.toLowerCase().endsWith('/labnet.inf'))).to.have.length(1);
      for (const index of [1, 2]) expect((await wimPaths(join(dirname(wim), 'boot.wim'), index)).join('\n')).to.contain(`/${store}/labstor.inf_amd64_`);
    });

    it('files are there, over existing ones in whatever case, and settings are read by hivexregedit', async () => {
      const paths = await wimPaths(wim, 1);
      expect(paths).to.include('/Company/Ünïcode 文件.txt').and.to.include('/Windows/System32/Win.INI').and.to.not.include('/windows');
      const scratch = join(lab.root, 'scratch');
      expect(sha1(await wimExtract(wim, 1, '/Windows/System32/Win.INI', scratch))).to.equal(sha1(at('files/windows/SYSTEM32/Win.INI')));
      const software = await wimExtract(wim, 1, '/Windows/System32/config/SOFTWARE', scratch);
      expect(await hiveKey(software, 'Policies\\Lab')).to.contain('"Number"=dword:00000007').and.to.contain('"Text"=str(1):"here"');
      const system = await wimExtract(wim, 1, '/Windows/System32/config/SYSTEM', scratch);
      expect(await hiveKey(system, 'ControlSet001\\Control\\Lab')).to.contain('"Multi"=hex(7):61,00,00,00,00,00');
      expect(await hiveKey(await wimExtract(wim, 1, '/Users/Default/NTUSER.DAT', scratch), 'Software\\Lab')).to.contain('@=str(1):"user"');
    });
  });

  describe('that cannot be made', () => {
    async function failure(request: Partial<ServicingRequestInput>): Promise<{ code: string; message: string; hresult?: string | undefined; details: readonly string[]; step?: string | undefined }> {
      try {
        await lab.service({ ...one, ...request });
      } catch (error) {
        expect(mountsBelow(lab.root)).to.deep.equal([]);
        return error instanceof ServicingRunError ? error : error as ServicingRunError;
      }
      throw new Error('It did not fail');
    }

    it('are refused before anything is mounted where that can be known', async () => {
      expect(await failure({ registry: [at('wrong.reg')] })).to.include({ code: 'input-invalid' }).and.property('message').contain('line 2');
      expect(await failure({ drivers: [at('files')] })).to.include({ code: 'input-invalid' });
      expect(await failure({ capabilities: ['Lab.Tool'] })).to.include({ code: 'usage', hresult: '0x800f0954' });
      expect(await failure({ features: ['NetFx3'] })).to.include({ code: 'usage' });
    });

    it('end the run with the reason, and nothing is left mounted', async () => {
      expect(await failure({ winreDrivers: [at('unsigned')] })).to.include({ code: 'servicing', hresult: '0x800f022f', step: 'winre/add-drivers' });
    });
  });
});
