import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { HiveKey } from '../../src/lab/hive-key.js';
import { hiveFile } from '../../src/lab/hive-file.js';
import { AppliedImages, contentOf, driverPackage, exportedKey, mergeRegistry, type DriverSpec } from '../support/rehearsal-content.js';
import { installWim, tool } from '../support/rehearsal-fixtures.js';
import { codes, dism, Rehearsal, type DismAnswer, type DismCall } from '../support/rehearsal-run.js';
import { temporaryFolder } from '../support/temp.js';

const repository = 'Windows/System32/DriverStore/FileRepository';
const catalogs = 'Windows/System32/CatRoot/{F750E6C3-38EE-11D1-85E5-00C04FC295EE}';
const names = (answer: DismAnswer | undefined): unknown[] => (answer?.output ?? []).map((item) => item['Driver']);

describe('rehearsal: drivers of an image', () => {
  const folder = temporaryFolder();
  const at = (...path: string[]): string => join(folder(), ...path);
  const images = new AppliedImages(folder);
  let rehearsal: Rehearsal;
  before(() => { rehearsal = new Rehearsal(at('rehearsal')); });
  after(() => rehearsal.end());

  const add = (image: string, driver: string, more = {}): DismCall => dism('Add-WindowsDriver', { Path: image, Driver: driver, ...more });
  const get = (image: string, more = {}): DismCall => dism('Get-WindowsDriver', { Path: image, ...more });
  const remove = (image: string, driver: string): DismCall => dism('Remove-WindowsDriver', { Path: image, Driver: driver });
  const driver = (name: string, spec: DriverSpec): Promise<string> => driverPackage(at(name), spec);
  /** A driver of Windows itself: in the driver store and in INF, published under no other name. */
  async function inbox(image: string): Promise<void> {
    const source = await driver('inbox', { inf: 'msport.inf', provider: 'Microsoft', catalog: 'none' });
    const store = join(image, repository, 'msport.inf_amd64_0123456789abcdef');
    await mkdir(store, { recursive: true });
    await mkdir(join(image, 'Windows/INF'), { recursive: true });
    for (const file of [join(store, 'msport.inf'), join(image, 'Windows/INF/msport.inf')]) await writeFile(file, await readFile(source));
  }

  it('Add-WindowsDriver -Driver: a package goes into the driver store and the database, and out of them again', async () => {
    const image = await images.next();
    const before = await contentOf(image);
    await mergeRegistry(image, 'SYSTEM', '[\\ControlSet001\\Control\\Class\\{4d36e972-e325-11ce-bfc1-08002be10318}]\n"ClassDesc"="Network adapters"\n');
    const system = await exportedKey(image, 'SYSTEM', '\\');
    const inf = await driver('net', { inf: 'LabNet.inf' });
    const [added, listed] = await rehearsal.must(add(image, inf), get(image));
    expect(added?.output).to.have.length(1);
    expect(added?.output).to.deep.equal(listed?.output.map((item) => ({ ...item, LogPath: added?.output[0]?.['LogPath'] })));
    const [store = ''] = await readdir(join(image, repository));
    expect(store).to.match(/^labnet\.inf_amd64_[0-9a-f]{16}$/u);
    expect(listed?.output[0]).to.include({
      $type: 'Microsoft.Dism.Commands.BasicDriverObject', Driver: 'oem0.inf', OriginalFileName: join(image, repository, store, 'LabNet.inf'), Inbox: false,
      CatalogFile: 'LabNet.cat', ClassName: 'Net', ClassGuid: '{4d36e972-e325-11ce-bfc1-08002be10318}', ClassDescription: 'Network adapters', BootCritical: false,
      DriverSignature: 'Signed', ProviderName: 'The lab, Inc.', Date: '2006-06-21T00:00:00.0000000Z', MajorVersion: 1, MinorVersion: 2, Build: 3, Revision: 4, Version: '1.2.3.4',
      Path: image, Online: false, RestartNeeded: false,
    });

    const source = await contentOf(at('net'));
    expect(await contentOf(join(image, repository, store))).to.deep.equal(source);
    expect(await readFile(join(image, 'Windows/INF/oem0.inf'))).to.deep.equal(await readFile(inf));
    expect(await readdir(join(image, catalogs))).to.deep.equal(['oem0.cat']);
    expect(existsSync(join(image, 'Windows/System32/drivers/LabNet.sys'))).to.equal(false);
    const database = await exportedKey(image, 'SYSTEM', '\\DriverDatabase');
    expect(database).to.contain(`[\\DriverDatabase\\DriverInfFiles\\oem0.inf]`).and.to.contain(`"Active"=str(1):"${store}"`)
      .and.to.contain('"Provider"=str(1):"The lab, Inc."').and.to.contain('@=str(1):"oem0.inf"')
      .and.to.contain('[\\DriverDatabase\\DeviceIds\\PCI\\VEN_1AF4&DEV_1000]').and.to.contain('"oem0.inf"=hex(3):01,ff,00,00')
      .and.to.contain('[\\DriverDatabase\\DeviceIds\\PCI\\CC_0200]').and.to.contain('"oem0.inf"=hex(3):02,ff,00,00');
    // Class GUID, date and version in the form of Windows.
    expect(database).to.contain('"Version"=hex(3):00,ff,09,00,00,00,00,00,72,e9,36,4d,25,e3,ce,11,bf,c1,08,00,2b,e1,03,18,00,80,8c,a3,c5,94,c6,01,04,00,03,00,02,00,01,00,00,00,00,00,00,00,00,00');

    const [again, other] = await rehearsal.must(add(image, inf), add(image, await driver('net2', { inf: 'LabNet.inf', driverVer: '01/31/2018,10.0' })), remove(image, 'OEM0.inf'));
    expect([names(again), names(other)]).to.deep.equal([['oem0.inf'], ['oem1.inf']]);
    const [, free, , gone] = await rehearsal.must(remove(image, 'oem1.inf'), add(image, inf), remove(image, 'oem0.inf'), get(image));
    expect([names(free), names(gone)]).to.deep.equal([['oem0.inf'], []]);
    expect(await exportedKey(image, 'SYSTEM', '\\DriverDatabase')).to.not.match(/oem|LabNet/iu);
    const after = await contentOf(image);
    for (const map of [before, after]) map.delete('Windows/System32/config/SYSTEM');
    expect(after).to.deep.equal(before);
    expect((await exportedKey(image, 'SYSTEM', '\\')).replace(/\[\\DriverDatabase[\s\S]*?(?=\n\[\\(?!DriverDatabase)|$)/u, '').replace(/\n+/gu, '\n').trim())
      .to.equal(system.replace(/\n+/gu, '\n').trim());
  });

  it('Add-WindowsDriver -Recurse: looks below the folder, and the others go in where one does not', async () => {
    const image = await images.next();
    await driver('tree', { inf: 'top.inf' });
    await driver('tree/a', { inf: 'deep.INF' });
    await driver('tree/b/c', { inf: 'bad.inf', catalog: 'missing' });
    const [top, deep, again] = await rehearsal.run(add(image, at('tree')), add(image, at('tree'), { Recurse: true }), get(image));
    expect(names(top)).to.deep.equal(['oem0.inf']);
    expect(deep?.error?.hresult).to.equal('0x800f022f');
    expect(deep?.warnings).to.deep.equal([`Failed to add driver ${at('tree/b/c/bad.inf')}. Error code = 0x800f022f`]);
    expect(again?.output.map((item) => String(item['OriginalFileName']).split('/').at(-1))).to.deep.equal(['top.inf', 'deep.INF']);
    const [none, nowhere, nothing] = await rehearsal.run(add(image, at('tree/b')), add(image, at('nowhere.inf')), dism('Add-WindowsDriver', { Path: image }));
    expect(codes([none, nowhere, nothing] as DismAnswer[])).to.deep.equal(['0x80070002', '0x80070002', '0x80070057']);
  });

  it('Add-WindowsDriver -ForceUnsigned: takes what is not signed into a 64-bit image; a 32-bit one takes it anyway', async () => {
    const image = await images.next();
    const drivers = await Promise.all((['unsigned', 'none', 'missing', 'other'] as const).map((catalog) => driver(`signing-${catalog}`, { inf: `${catalog}.inf`, catalog })));
    const refused = await rehearsal.run(...drivers.map((inf) => add(image, inf)));
    expect(codes(refused)).to.deep.equal(['0x800f0242', '0x800f022f', '0x800f022f', '0x800f024b']);
    expect(refused[1]?.error?.message).to.equal('The third-party INF does not contain digital signature information.\r\n');
    expect(existsSync(join(image, repository))).to.equal(false);
    await rehearsal.must(...drivers.map((inf) => add(image, inf, { ForceUnsigned: true })));
    const [listed] = await rehearsal.must(get(image));
    expect(listed?.output.map((item) => item['DriverSignature'])).to.deep.equal(['Unsigned', 'Unknown', 'Unsigned', 'Unsigned']);

    const x86 = await images.next();
    await mergeRegistry(x86, 'SOFTWARE', '[\\Microsoft\\Windows NT\\CurrentVersion]\n"BuildLabEx"="17134.1.x86fre.rs4_release.180410-1804"\n');
    const [added] = await rehearsal.must(add(x86, await driver('x86', { inf: 'x86.inf', catalog: 'none', decorations: ['NTx86', 'NTamd64'] })));
    expect(added?.output[0]).to.include({ Driver: 'oem0.inf' });
    expect((await readdir(join(x86, repository)))[0]).to.match(/^x86\.inf_x86_/u);
  });

  it('Add-WindowsDriver -Driver: what is no driver for the image is refused before anything is written', async () => {
    const image = await images.next();
    const before = await contentOf(image);
    const cases: [DriverSpec, string][] = [
      [{ inf: 'x86only.inf', decorations: ['NTx86'] }, '0x80070032'], [{ inf: 'undecorated.inf', decorations: [] }, '0x80070032'],
      [{ inf: 'newer.inf', decorations: ['NTamd64.10.0...19041'] }, '0x80070032'],
    ];
    const infs = await Promise.all(cases.map(([spec]) => driver(`refused-${spec.inf}`, spec)));
    const lost = await driver('lost', { inf: 'lost.inf' });
    await rm(at('lost/bin/lost.sys'));
    await writeFile(at('text.inf'), '[Version]\r\nClass=Net\r\n');
    const answers = await rehearsal.run(...infs.map((inf) => add(image, inf)), add(image, lost), add(image, at('text.inf'), { ForceUnsigned: true }));
    expect(codes(answers)).to.deep.equal([...cases.map(([, code]) => code), '0x80070002', '0x800f0100']);
    expect(await contentOf(image)).to.deep.equal(before);
    await rehearsal.must(add(image, await driver('older', { inf: 'older.inf', decorations: ['NTamd64.6.1', 'NTamd64.10.0...16299', 'NTamd64.10.0...99999'] })));
  });

  it('Add-WindowsDriver -Driver: what is needed to boot gets its service, which goes with it', async () => {
    const image = await images.next();
    const services = await exportedKey(image, 'SYSTEM', '\\ControlSet001\\Services');
    const inf = await driver('boot', { inf: 'labstor.inf', class: 'SCSIAdapter', classGuid: '{4D36E97B-E325-11CE-BFC1-08002BE10318}', startType: 0 });
    const [added] = await rehearsal.must(add(image, inf));
    expect(added?.output[0]).to.include({ BootCritical: true, ClassName: 'SCSIAdapter' });
    expect(await readFile(join(image, 'Windows/System32/drivers/labstor.sys'), 'utf8')).to.contain('labstor');
    expect(await exportedKey(image, 'SYSTEM', '\\ControlSet001\\Services\\labstor')).to.contain('"Start"=dword:00000000').and.to.contain('"Type"=dword:00000001')
      .and.to.contain('"ImagePath"=str(2):"System32\\drivers\\labstor.sys"').and.to.contain('"Group"=str(1):"Lab; first"').and.to.contain('"DisplayName"=str(1):"Lab device"');
    await rehearsal.must(remove(image, 'oem0.inf'));
    expect(existsSync(join(image, 'Windows/System32/drivers/labstor.sys'))).to.equal(false);
    expect(await exportedKey(image, 'SYSTEM', '\\ControlSet001\\Services')).to.equal(services);
  });

  it('Get-WindowsDriver -All: shows those of Windows itself too', async () => {
    const image = await images.next();
    await inbox(image);
    const [, third, all] = await rehearsal.must(add(image, await driver('all', { inf: 'labnet.inf' })), get(image), get(image, { All: true }));
    expect(names(third)).to.deep.equal(['oem0.inf']);
    expect(all?.output.map((item) => [item['Driver'], item['Inbox'], item['DriverSignature']])).to.deep.equal([['oem0.inf', false, 'Signed'], ['msport.inf', true, 'Unknown']]);
  });

  it('Remove-WindowsDriver -Driver: one that was added goes, by the name it was published under; one of Windows itself stays', async () => {
    const image = await images.next();
    await inbox(image);
    await rehearsal.must(add(image, await driver('goes', { inf: 'labnet.inf' })), add(image, await driver('stays', { inf: 'second.inf' })));
    const [removed, inboxed, original, unknown, left] = await rehearsal.run(remove(image, 'oem0.inf'), remove(image, 'msport.inf'), remove(image, 'second.inf'), remove(image, 'oem7.inf'), get(image, { All: true }));
    expect(removed?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.ImageObject', Path: image, RestartNeeded: false });
    expect(codes([inboxed, original, unknown] as DismAnswer[])).to.deep.equal(['0x800f023c', '0x80070002', '0x80070002']);
    expect(inboxed?.error?.message).to.equal('The specified file is not an installed OEM INF.\r\n');
    expect(names(left)).to.deep.equal(['oem1.inf', 'msport.inf']);
  });

  it('Get-WindowsDriver -Driver: one object for each hardware id, of the image or of a file', async () => {
    const image = await images.next();
    await inbox(image);
    const inf = await driver('hardware', { inf: 'labnet.inf' });
    const [, published, file, system, none] = await rehearsal.run(add(image, inf), get(image, { Driver: 'oem0.inf' }), get(image, { Driver: inf }),
      get(image, { Driver: 'msport.inf' }), get(image, { Driver: 'none.inf' }));
    expect(published?.output).to.have.length(1);
    expect(published?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.AdvancedDriverObject', Driver: 'oem0.inf', ManufacturerName: 'The lab, Inc.', HardwareDescription: 'Lab device',
      HardwareId: 'PCI\\VEN_1AF4&DEV_1000', CompatibleIds: 'PCI\\VEN_1AF4,PCI\\CC_0200', ExcludeIds: '*', Architecture: 9, ServiceName: 'labnet', Version: '1.2.3.4' });
    expect(file?.output[0]).to.include({ Driver: 'labnet.inf', OriginalFileName: inf, Inbox: false, HardwareId: 'PCI\\VEN_1AF4&DEV_1000' });
    expect(system?.output[0]).to.include({ Inbox: true, ProviderName: 'Microsoft' });
    expect(none?.error?.hresult).to.equal('0x80070002');
  });

  it('Add-WindowsDriver -BasicDriverObject, -AdvancedDriverObject: take drivers of another image from the pipe', async () => {
    const [from, to] = [await images.next(), await images.next()];
    await rehearsal.must(add(from, await driver('piped', { inf: 'labnet.inf' })), add(from, await driver('piped2', { inf: 'second.inf' })));
    const into = { cmdlet: 'Add-WindowsDriver', parameters: { Path: to } };
    const [, all] = await rehearsal.must({ ...get(from, { Driver: 'oem1.inf' }), pipedTo: into }, get(to));
    expect(all?.output.map((item) => String(item['OriginalFileName']).split('/').at(-1))).to.deep.equal(['second.inf']);
    const [, both, , left] = await rehearsal.must({ ...get(from), pipedTo: into }, get(to), { ...get(to), pipedTo: { cmdlet: 'Remove-WindowsDriver', parameters: {} } }, get(to));
    expect([names(both), names(left)]).to.deep.equal([['oem0.inf', 'oem1.inf'], []]);
  });

  it('Get-WindowsDriver -Path: reads the DRIVERS hive of newer images, and images whose database is empty', async () => {
    const image = await images.next();
    const hive = new HiveKey('ROOT');
    hive.key('DriverDatabase');
    await writeFile(join(image, 'Windows/System32/config/DRIVERS'), hiveFile(hive, '\\SystemRoot\\System32\\Config\\DRIVERS'));
    await rehearsal.must(add(image, await driver('newer', { inf: 'labnet.inf' })));
    expect(await exportedKey(image, 'DRIVERS', '\\DriverDatabase\\DriverPackages')).to.contain('labnet.inf_amd64_');
    expect(await exportedKey(image, 'SYSTEM', '\\DriverDatabase')).to.equal('');
    await rm(join(image, 'Windows/System32/config/DRIVERS'));
    const [known] = await rehearsal.must(get(image));
    expect(known?.output.map((item) => [item['Driver'], item['Inbox']])).to.deep.equal([['oem0.inf', false]]);
  });

  it('Add-WindowsDriver -Path: in a mounted image the driver is committed with it', async () => {
    const wim = await installWim(folder(), 'drivers');
    const mount = at('mount');
    await mkdir(mount);
    const inf = await driver('mounted', { inf: 'labstor.inf', startType: 0 });
    const open = dism('Mount-WindowsImage', { Path: mount, ImagePath: wim, Index: 1 });
    await rehearsal.must(open, add(mount, inf), dism('Dismount-WindowsImage', { Path: mount, Save: true }));
    const listing = await tool('wimlib-imagex', 'dir', wim, '1');
    expect(listing).to.match(/^\/Windows\/INF\/oem0\.inf$/mu).and.to.match(/^\/Windows\/System32\/DriverStore\/FileRepository\/labstor\.inf_amd64_[0-9a-f]{16}\/bin\/labstor\.sys$/mu)
      .and.to.match(/^\/Windows\/System32\/drivers\/labstor\.sys$/mu);
    const readOnly = dism('Mount-WindowsImage', { Path: mount, ImagePath: wim, Index: 1, ReadOnly: true });
    const [, listed, ...refused] = await rehearsal.run(readOnly, get(mount), add(mount, inf), remove(mount, 'oem0.inf'), dism('Dismount-WindowsImage', { Path: mount, Discard: true }));
    expect(names(listed)).to.deep.equal(['oem0.inf']);
    expect(codes(refused)).to.deep.equal(['0xc1510111', '0xc1510111', undefined]);
  });
});
