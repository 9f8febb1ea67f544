import { readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { DismClient } from '../../src/dism/client.js';
import { DismError } from '../../src/dism/dism-error.js';
import type { LabReport } from '../../src/lab/make-lab.js';
import { findPowerShell } from '../../src/powershell/find-powershell.js';
import { PowerShellSession } from '../../src/powershell/session.js';
import { copyOfLab } from '../support/shared-lab.js';
import { temporaryFolder } from '../support/temp.js';

/** The client on a real session and the emulated Dism module, with the lab's media and updates. */
describe('DismClient on the rehearsal', () => {
  const folder = temporaryFolder();
  let lab: LabReport;
  let session: PowerShellSession;
  let dism: DismClient;
  let wim: string;
  let mount: string;
  const percents: number[] = [];
  const warnings: string[] = [];

  before(async () => {
    const configuration = join(folder(), 'rehearsal.json');
    await writeFile(configuration, JSON.stringify({ mount: 'auto', state: join(folder(), 'state') }));
    lab = await copyOfLab({ build: 17134, output: join(folder(), 'lab'), editions: ['Core'], megabytes: 0 });
    wim = join(lab.media, 'sources', 'install.wim');
    mount = join(folder(), 'mount');
    await mkdir(mount);
    const previous = process.env['OFFLINE_SERVICING_REHEARSAL'];
    process.env['OFFLINE_SERVICING_REHEARSAL'] = configuration;
    const { executable } = await findPowerShell({});
    session = await PowerShellSession.open({ executable, backend: 'rehearsal', workspace: join(folder(), 'session') });
    if (previous === undefined) delete process.env['OFFLINE_SERVICING_REHEARSAL'];
    else process.env['OFFLINE_SERVICING_REHEARSAL'] = previous;
    dism = new DismClient(session, {
      logPath: join(folder(), 'logs', 'step', 'dism.log'), scratchDirectory: join(folder(), 'scratch'), target: 'install:1',
      onProgress: ({ percent }) => percents.push(percent), onWarning: (text) => warnings.push(text),
    });
  });
  after(async () => {
    await dism.dismountImage({ path: mount, save: false }).catch(() => undefined);
    await session.close();
    rmSync(mount, { recursive: true, force: true });
  });

  const update = (kb: string): string => join(lab.updates, lab.updatesMade.find((made) => made.kb === kb)!.file);
  const add = (kb: string) => dism.addPackage({ path: mount, packagePath: update(kb) });
  const failure = async (work: Promise<unknown>): Promise<DismError> => {
    const error = await work.then(() => undefined, (reason: unknown) => reason);
    expect(error).to.be.instanceOf(DismError);
    return error as DismError;
  };

  it('reads images', async () => {
    expect((await dism.getImages(wim)).map((image) => [image.ImageIndex, image.ImageName])).to.deep.equal([[1, 'Windows 10 Home']]);
    const image = await dism.getImage(wim, 1);
    expect(image).to.include({ EditionId: 'Core', MajorVersion: 10, Build: 17134, Architecture: 9 });
    expect(image.CreatedTime).to.match(/^\d{4}-\d\d-\d\dT.*Z$/u);
    expect((await failure(dism.getImage(wim, 9))).hresult).to.match(/^0x[0-9a-f]{8}$/u);
  });

  it('mounts, and says what is mounted', async () => {
    expect(await dism.mountImage({ imagePath: wim, index: 1, path: mount })).to.deep.equal({ RestartNeeded: false });
    expect(await dism.getMountedImages()).to.deep.equal([
      { Path: mount, ImagePath: wim, ImageIndex: 1, MountMode: 'ReadWrite', MountStatus: 'Ok' },
    ]);
    expect(percents.at(-1)).to.equal(100);
  });

  it('learns from the warning why an .msu was refused', async () => {
    const error = await failure(add('KB4338819'));
    expect(error).to.include({
      hresult: '0x800f0823', symbol: 'CBS_E_NEW_SERVICING_STACK_REQUIRED', retryable: true, target: 'install:1', operation: 'Add-WindowsPackage',
    });
    expect(warnings.join('\n')).to.match(/0x800f0823/u);
  });

  it('adds packages, and reads them back', async () => {
    for (const kb of ['KB4338853', 'KB4338819', 'KB4338832']) expect(await add(kb)).to.have.property('RestartNeeded');
    const packages = await dism.getPackages(mount);
    for (const { identity } of lab.updatesMade) {
      expect(packages.find((item) => item.PackageName === identity)?.PackageState, identity).to.equal('Installed');
      expect(await dism.getPackage(mount, identity)).to.include({ PackageName: identity, Applicable: true });
    }
    expect((await failure(dism.getPackage(mount, 'No~31bf3856ad364e35~amd64~~1.0.0.0'))).hresult).to.equal('0x800f0805');
  });

  it('cleans up before .NET 3.5 and not after it', async () => {
    await dism.cleanupImage({ path: mount });
    expect((await dism.checkHealth(mount)).ImageHealthState).to.equal('Healthy');
    expect((await dism.getFeature(mount, 'NetFx3')).State).to.equal('DisabledWithPayloadRemoved');
    expect((await failure(dism.getFeature(mount, 'NoSuchFeature'))).hresult).to.equal('0x800f080c');
    const source = join(lab.media, 'sources', 'sxs');
    await dism.enableFeature({ path: mount, name: 'NetFx3', source, all: true, limitAccess: true });
    expect((await dism.getFeatures(mount)).find((feature) => feature.FeatureName === 'NetFx3')?.State).to.equal('EnablePending');
    expect(await failure(dism.cleanupImage({ path: mount, resetBase: true, defer: true }))).to.include({ hresult: '0x800f0806', symbol: 'CBS_E_PENDING' });
  });

  it('saves, dismounts and exports', async () => {
    await dism.saveImage(mount);
    await dism.dismountImage({ path: mount, save: true });
    expect(await dism.getMountedImages()).to.deep.equal([]);
    const destination = join(folder(), 'exported.wim');
    await dism.exportImage({ source: wim, index: 1, destination, compression: 'max', checkIntegrity: true, name: 'Exported' });
    expect(await dism.getImage(destination, 1)).to.include({ ImageName: 'Exported', SPBuild: 165 });
    await dism.clearCorruptMountPoints();
  });

  it('leaves a log where the step wants it', () => {
    expect(readFileSync(join(folder(), 'logs', 'step', 'dism.log'), 'utf8').length).to.be.greaterThan(0);
  });
});
