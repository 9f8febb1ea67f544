import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { DismClient } from '../../../src/dism/client.js';
import { DismError } from '../../../src/dism/dism-error.js';
import { ServicingError } from '../../../src/schema/errors.js';
import { documentedContract, type DocumentedParameter } from '../../contract/support/documented-contract.js';
import { StubInvoker, cmdletError } from '../../support/stub-invoker.js';

const imageObject = [{ $type: 'Microsoft.Dism.Commands.ImageObject', Path: '/m', Online: false, RestartNeeded: false }];
const wimImage = {
  ImageIndex: 1, ImageName: 'Windows 10 Pro', ImageDescription: null, ImageSize: 15_000_000_000, Architecture: 9,
  ProductName: 'Microsoft Windows Operating System', EditionId: 'Professional', InstallationType: 'Client', ProductType: 'WinNT',
  SystemRoot: 'WINDOWS', MajorVersion: 10, MinorVersion: 0, Build: 17134, SPBuild: 1, SPLevel: 0, Languages: ['en-US'],
  DefaultLanguageIndex: 0, DirectoryCount: 1, FileCount: 2, CreatedTime: '2018-04-11T23:58:13.0000000Z', ModifiedTime: '',
};
const allCleanup = { 'Repair-WindowsImage': ['Path', 'StartComponentCleanup', 'ResetBase', 'Defer', 'CheckHealth'] };
const answers = {
  'Get-WindowsImage': [wimImage],
  'Mount-WindowsImage': imageObject,
  'Add-WindowsPackage': imageObject,
  'Enable-WindowsOptionalFeature': imageObject,
  'Get-WindowsPackage': [{
    PackageName: 'A~b~amd64~~1.0', PackageState: 'Resolved', ReleaseType: 'Update', InstallTime: null, Applicable: true, RestartRequired: 'Possible',
  }],
  'Get-WindowsOptionalFeature': [{ FeatureName: 'NetFx3', State: 'DisabledWithPayloadRemoved', RestartRequired: 'No' }],
  'Repair-WindowsImage': [{ ImageHealthState: 'Healthy', RestartNeeded: false }],
};

describe('DismClient', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dism-client-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function client(invoker: StubInvoker, timeouts?: Record<string, number>): DismClient {
    return new DismClient(invoker, {
      logPath: join(folder, 'logs', 'step.log'), scratchDirectory: join(folder, 'scratch'), target: 'install:1', step: 'install:1/x', timeouts,
    });
  }

  it('gives every call its log, scratch folder and deadline, and makes the folders', async () => {
    const invoker = new StubInvoker(answers);
    await client(invoker, { 'add-windowspackage': 5 }).addPackage({ path: '/m', packagePath: '/u/a.msu' });
    expect(invoker.calls[0]).to.deep.include({
      cmdlet: 'Add-WindowsPackage', deadlineMs: 5000,
      parameters: { Path: '/m', PackagePath: '/u/a.msu', LogPath: join(folder, 'logs', 'step.log'), ScratchDirectory: join(folder, 'scratch') },
    });
    expect(existsSync(join(folder, 'logs'))).to.equal(true);
    expect(existsSync(join(folder, 'scratch'))).to.equal(true);
  });

  it('reads objects by their schema', async () => {
    const dism = client(new StubInvoker(answers));
    const image = await dism.getImage('/w.wim', 1);
    expect(image).to.include({ ImageIndex: 1, ImageDescription: '', Build: 17134, ModifiedTime: null });
    expect((await dism.getPackages('/m'))[0]).to.include({ PackageState: 'Removed', InstallTime: null });
    expect(await dism.getFeature('/m', 'netfx3')).to.include({ State: 'DisabledWithPayloadRemoved' });
    const unknown = await client(new StubInvoker({})).getFeature('/m', 'Unknown').catch((reason: unknown) => reason);
    expect(unknown).to.be.instanceOf(DismError).and.include({ hresult: '0x800f080c', symbol: 'CBS_E_UNKNOWN_UPDATE' });
    expect(await dism.checkHealth('/m')).to.deep.equal({ ImageHealthState: 'Healthy', RestartNeeded: false });
  });

  it('names cmdlet and property of an object that does not fit', async () => {
    const dism = client(new StubInvoker({ 'Get-WindowsPackage': [{ PackageName: 'A', PackageState: 'Bogus', ReleaseType: 'Update' }] }));
    const error = await dism.getPackages('/m').catch((reason: unknown) => reason) as ServicingError;
    expect(error.code).to.equal('session');
    expect(error.message).to.match(/^Get-WindowsPackage answered with an object of another shape: property PackageState: /u);
    const empty = await client(new StubInvoker({})).getImage('/w.wim', 1).catch((reason: unknown) => reason) as ServicingError;
    expect(empty.message).to.equal('Get-WindowsImage answered with 0 objects instead of one');
  });

  it('turns a failed cmdlet into a DismError with target, step and log', async () => {
    const failure = cmdletError({ hresult: '0x80004005', warnings: ['Add-WindowsPackage failed. Error code = 0x800f0823'] });
    const error = await client(new StubInvoker({ 'Add-WindowsPackage': failure }))
      .addPackage({ path: '/m', packagePath: '/u/a.msu' }).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(DismError).and.include({
      code: 'servicing', hresult: '0x800f0823', symbol: 'CBS_E_NEW_SERVICING_STACK_REQUIRED', target: 'install:1',
      step: 'install:1/x', logPath: join(folder, 'logs', 'step.log'), retryable: true,
    });
  });

  it('takes thrown success codes for success', async () => {
    for (const [hresult, restart] of [['0x00000001', false], ['0x00000bc2', true]] as const) {
      const dism = client(new StubInvoker({ 'Add-WindowsPackage': cmdletError({ hresult }) }));
      expect(await dism.addPackage({ path: '/m', packagePath: '/u/a.msu' })).to.deep.equal({ RestartNeeded: restart });
    }
  });

  it('does not lose a change over the number of objects that it answers with', async () => {
    const restart = { RestartNeeded: true };
    for (const [objects, needed] of [[[], false], [[...imageObject, restart], true]] as const) {
      const dism = client(new StubInvoker({ 'Add-WindowsPackage': objects }));
      expect(await dism.addPackage({ path: '/m', packagePath: '/u/a.msu' })).to.deep.equal({ RestartNeeded: needed });
    }
  });

  it('passes on known percentages only, and calls a stopped cmdlet cancelled', async () => {
    const abort = new AbortController();
    const seen: number[] = [];
    const invoker = new StubInvoker({ 'Save-WindowsImage': cmdletError({ hresult: '0x800704c7' }) });
    const dism = new DismClient(invoker, {
      logPath: join(folder, 'a.log'), scratchDirectory: join(folder, 's'), signal: abort.signal, onProgress: ({ percent }) => seen.push(percent),
    });
    abort.abort();
    const error = await dism.saveImage('/m').catch((reason: unknown) => reason) as ServicingError;
    expect(error.code).to.equal('cancelled');
    for (const percent of [-1, 0, 50]) invoker.calls[0]!.onProgress!({ percent });
    expect(seen).to.deep.equal([0, 50]);
  });

  it('passes errors of the session on as they are', async () => {
    const lost = new ServicingError('session', 'lost');
    const error = await client(new StubInvoker({ 'Save-WindowsImage': lost })).saveImage('/m').catch((reason: unknown) => reason);
    expect(error).to.equal(lost);
  });

  it('fits the documented parameter sets with every call it can make', async () => {
    const cmdlets = new Map((await documentedContract()).map((cmdlet) => [cmdlet.name, cmdlet]));
    const mounted = [{ Path: '/m', ImagePath: '/w.wim', ImageIndex: 1, MountMode: 'ReadWrite', MountStatus: 'Ok' }];
    const invoker = new StubInvoker(answers, { cmdlets: allCleanup });
    const dism = client(invoker);
    await dism.getImages('/w.wim');
    await dism.getImage('/w.wim', 1);
    await dism.mountImage({ imagePath: '/w.wim', index: 1, path: '/m' });
    await dism.mountImage({ imagePath: '/w.wim', index: 1, path: '/m', readOnly: true });
    await dism.dismountImage({ path: '/m', save: true });
    await dism.dismountImage({ path: '/m', save: false });
    await dism.saveImage('/m');
    await dism.exportImage({ source: '/a.wim', index: 2, destination: '/b.wim' });
    await dism.exportImage({
      source: '/a.wim', index: 2, destination: '/b.wim', compression: 'max', checkIntegrity: true, setBootable: true, name: 'N',
    });
    await dism.clearCorruptMountPoints();
    await dism.addPackage({ path: '/m', packagePath: '/a.msu' });
    await dism.getPackages('/m');
    await dism.getPackage('/m', 'A~b~amd64~~1.0');
    await dism.getFeatures('/m');
    await dism.getFeature('/m', 'NetFx3');
    await dism.enableFeature({ path: '/m', name: 'NetFx3', source: '/sxs', all: true, limitAccess: true });
    await dism.cleanupImage({ path: '/m', resetBase: true, defer: true });
    await dism.cleanupImage({ path: '/m' });
    await dism.checkHealth('/m');
    const mounts = new StubInvoker({ 'Get-WindowsImage': mounted });
    expect(await client(mounts).getMountedImages()).to.deep.equal(mounted);

    for (const call of [...invoker.calls, ...mounts.calls]) {
      const cmdlet = cmdlets.get(call.cmdlet);
      expect(cmdlet, call.cmdlet).to.not.equal(undefined);
      const fitting = cmdlet!.sets.filter((set) => fits(call.parameters, cmdlet!.parameters.filter((parameter) => parameter.sets.includes(set))));
      expect(fitting, `${call.cmdlet} ${JSON.stringify(call.parameters)}`).to.have.length(1);
      expect(call.parameters).to.include.keys('LogPath', 'ScratchDirectory');
    }
    expect(new Set([...invoker.calls, ...mounts.calls].map((call) => call.cmdlet))).to.have.property('size', 11);
  });
});

/** All given parameters belong to the set with a value of the right type, and no mandatory one is missing. */
function fits(parameters: Record<string, unknown>, set: readonly DocumentedParameter[]): boolean {
  const types = new Map(set.map((parameter) => [parameter.name, parameter.type]));
  return set.every((parameter) => !parameter.mandatory || parameter.name in parameters)
    && Object.entries(parameters).every(([name, value]) => hasType(value, types.get(name)));
}

function hasType(value: unknown, type: string | undefined): boolean {
  switch (type) {
    case 'SwitchParameter': return value === true;
    case 'String': return typeof value === 'string';
    case 'String[]': return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'UInt32': return Number.isInteger(value);
    default: return false;
  }
}
