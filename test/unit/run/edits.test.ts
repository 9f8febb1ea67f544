import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { DismClient } from '../../../src/dism/client.js';
import { ServicingError } from '../../../src/schema/errors.js';
import type { InputInfo } from '../../../src/schema/inputs.js';
import { addCapability, capabilityState, presentApps, presentCapabilities } from '../../../src/run/edits/capabilities.js';
import type { WithDism } from '../../../src/run/edits/capabilities.js';
import { addDrivers } from '../../../src/run/edits/drivers.js';
import { reasonForEdit } from '../../../src/run/edits/edit-conditions.js';
import { layFiles, missingFiles } from '../../../src/run/edits/lay-files.js';
import { failureOf } from '../../support/failure.js';
import { itPosix } from '../../support/posix.js';
import { temporaryFolder } from '../../support/temp.js';

/** A client of which a test makes up what it calls. */
function client(made: Partial<Record<keyof DismClient, unknown>>): WithDism {
  return (work) => work(made as unknown as DismClient);
}

function input(path: string, files: readonly string[]): InputInfo {
  return { kind: 'files', path, name: 'given', sha256: 'a'.repeat(64), files: [...files], size: 1, stamp: 'b'.repeat(64) };
}

describe('edits of a mounted image', () => {
  const folder = temporaryFolder();
  const at = (...path: string[]): string => join(folder(), ...path);
  const { signal } = new AbortController();
  async function tree(root: string, files: Readonly<Record<string, string>>): Promise<InputInfo> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
    return input(root, Object.keys(files));
  }

  describe('capabilities', () => {
    const known = [{ Name: 'Lab.Tool~~~~1.0', State: 'Installed' }, { Name: 'Lab.Two~~~~1.0', State: 'NotPresent' }, { Name: 'Lab.Two~~~de-DE~1.0', State: 'InstallPending' }];
    const calls: unknown[] = [];
    const dism = client({ getCapabilities: () => Promise.resolve(known), addCapability: (call: unknown) => { calls.push(call); return Promise.resolve(); } });

    it('are added by their full name; an unknown and an ambiguous one are refused', async () => {
      expect(await addCapability(dism, '/m', 'lab.tool', ['/fod'])).to.equal('Lab.Tool~~~~1.0');
      expect(calls).to.deep.equal([{ path: '/m', name: 'Lab.Tool~~~~1.0', source: ['/fod'] }]);
      expect(await failureOf(() => addCapability(dism, '/m', 'Lab.None', ['/fod']))).to.include({ hresult: '0x800f081f' });
      expect((await failureOf(() => addCapability(dism, '/m', 'Lab.Two', ['/fod']))).details).to.have.members(['Lab.Two~~~~1.0', 'Lab.Two~~~de-DE~1.0']);
    });

    it('what is there already is left, with the reason; what is not there is not removed', async () => {
      expect(await capabilityState(dism, '/m', 'Lab.Two')).to.deep.equal({ name: 'Lab.Two~~~de-DE~1.0', state: 'InstallPending' });
      const when = { kind: 'capability-unless', capability: 'Lab.Tool', states: ['Installed'] } as const;
      expect(await reasonForEdit('/m', { ...when, states: ['Installed'] }, dism, () => undefined)).to.equal('Lab.Tool~~~~1.0 is Installed already');
      expect(await reasonForEdit('/m', { ...when, capability: 'Lab.None', states: ['Installed'] }, dism, () => undefined)).to.equal(undefined);
      expect(await presentCapabilities(dism, '/m', 'Lab.*')).to.deep.equal(['Lab.Tool~~~~1.0', 'Lab.Two~~~de-DE~1.0']);
    });
  });

  it('features that are so already are left, with the reason; those that an edition lacks are not disabled, with a warning', async () => {
    const dism = client({ getFeature: (_path: string, name: string) => (name === 'None' ? Promise.reject(new ServicingError('servicing', 'x', { hresult: '0x800f080c' })) : Promise.resolve({ State: 'EnablePending' })) });
    const warnings: string[] = [];
    const reason = (feature: string, ...states: string[]): Promise<string | undefined> => reasonForEdit('/m', { kind: 'feature-unless', feature, states }, dism, (text) => { warnings.push(text); });
    expect(await reason('Telnet', 'Enabled', 'EnablePending')).to.equal('Telnet is EnablePending already');
    expect(await reason('Telnet', 'Disabled')).to.equal(undefined);
    expect(await reason('None', 'Enabled')).to.equal(undefined);
    expect(await reason('None', 'Disabled')).to.equal('None is no feature of this image');
    expect(warnings).to.have.length(1);
  });

  it('apps are found by display name and full name', async () => {
    const dism = client({ getApps: () => Promise.resolve([{ DisplayName: 'Microsoft.Bing', PackageName: 'Microsoft.Bing_1_x64__8' }, { DisplayName: 'Other', PackageName: 'Other_2_x64__8' }]) });
    expect(await presentApps(dism, '/m', 'microsoft.bing')).to.deep.equal(['Microsoft.Bing_1_x64__8']);
    expect(await presentApps(dism, '/m', '*_x64__8')).to.have.length(2);
  });

  describe('drivers', () => {
    const inf = (tag: string): string => `[Manufacturer]\n%a%=M,${tag}\n`;
    const failing = (added: string[]): WithDism => client({
      addDrivers: () => Promise.reject(new ServicingError('servicing', 'refused', { hresult: '0x80070032' })),
      getDrivers: () => Promise.resolve(added.map((name) => ({ OriginalFileName: `C:\\mount\\Windows\\System32\\DriverStore\\FileRepository\\${name}_amd64_1\\${name}` }))),
    });

    it('an error over those of another architecture is none where the others are in the image', async () => {
      const drivers = await tree(at('mixed'), { 'a/One.inf': inf('NTamd64'), 'b/two.inf': inf('NTx86') });
      expect(await addDrivers(failing(['one.inf']), '/m', drivers, 'x64')).to.deep.equal(['1 drivers of given', 'b/two.inf is not for x64']);
      expect((await failureOf(() => addDrivers(failing(['two.inf']), '/m', drivers, 'x64'))).hresult).to.equal('0x80070032');
    });

    it('a folder with none for the architecture is refused', async () => {
      const drivers = await tree(at('foreign'), { 'two.inf': inf('NTarm64') });
      expect((await failureOf(() => addDrivers(failing([]), '/m', drivers, 'x64'))).message).to.contain('is for x64');
    });
  });

  describe('files laid over it', () => {
    it('go into existing folders and files in whatever case, keep read-only, have their times', async () => {
      await tree(at('image'), { 'Windows/Web/Old.txt': 'a longer content' });
      await chmod(at('image/Windows/Web/Old.txt'), 0o444);
      const given = await tree(at('given'), { 'windows/WEB/OLD.TXT': 'short', 'New Folder/ü.txt': 'new', 'windows/empty': '' });
      await utimes(at('given/windows/WEB/OLD.TXT'), 1_000_000, 1_000_000);
      expect(await missingFiles(at('image'), given, signal)).to.have.length(3);
      expect(await layFiles(at('image'), given, signal)).to.deep.equal(['3 files of given, 1 of them over files of the image']);
      expect(await readdir(at('image/Windows'))).to.have.members(['Web', 'empty']);
      expect(await readFile(at('image/Windows/Web/Old.txt'), 'utf8')).to.equal('short');
      const facts = await stat(at('image/Windows/Web/Old.txt'));
      expect([facts.mode & 0o200, facts.mtimeMs]).to.deep.equal([0, 1_000_000_000]);
      expect(await missingFiles(at('image'), given, signal)).to.deep.equal([]);
    });

    it('never replace a hive in which DISM keeps its state, a folder, or a file by a folder', async () => {
      await tree(at('taken'), { 'Windows/folder/x': 'x', 'Windows/file': 'x' });
      for (const path of ['windows/SYSTEM32/config/software', 'Windows/folder', 'Windows/file/x']) {
        const given = await tree(at(`taking-${path.length}`), { [path]: 'y' });
        expect((await failureOf(() => layFiles(at('taken'), given, signal))).code, path).to.equal('servicing');
      }
    });

    itPosix('never follow a link of the image out of it', async () => {
      await tree(at('linked'), { 'Windows/x': 'x' });
      await mkdir(at('outside'));
      await symlink(at('outside'), at('linked/Windows/Link'));
      await symlink(at('outside/file'), at('linked/Windows/file'));
      for (const path of ['Windows/LINK/evil.txt', 'Windows/file']) {
        const error = await failureOf(async () => layFiles(at('linked'), await tree(at(`evil-${path.length}`), { [path]: 'evil' }), signal));
        expect(error.message, path).to.contain('is a link there');
      }
      expect(existsSync(at('outside/evil.txt'))).to.equal(false);
      expect(await readdir(at('outside'))).to.deep.equal([]);
    });
  });
});
