import { expect } from 'chai';
import { findIsoWriter } from '../../../src/output/find-iso-writer.js';
import { failureOf } from '../../support/failure.js';

const among = (...paths: string[]) => async (path: string): Promise<boolean> => Promise.resolve(paths.includes(path));
const adk = 'C:\\Program Files (x86)\\Windows Kits\\10\\Assessment and Deployment Kit\\Deployment Tools';
const windows = { platform: 'win32', env: { 'ProgramFiles(x86)': 'C:\\Program Files (x86)', 'ProgramFiles': 'C:\\Program Files', 'PROCESSOR_ARCHITECTURE': 'ARM64', 'Path': '.;C:\\tools' } } as const;

describe('programs that write ISO files', () => {
  it('are Oscdimg of the ADK on Windows, of the own architecture first, else on PATH', async () => {
    const both = await findIsoWriter({ ...windows, isProgram: among(`${adk}\\amd64\\Oscdimg\\oscdimg.exe`, `${adk}\\arm64\\Oscdimg\\oscdimg.exe`) });
    expect(both).to.include({ name: 'oscdimg', executable: `${adk}\\arm64\\Oscdimg\\oscdimg.exe`, hasUdf: true });
    const onPath = await findIsoWriter({ ...windows, isProgram: among('C:\\tools\\oscdimg.exe') });
    expect(onPath.executable).to.equal('C:\\tools\\oscdimg.exe');
  });

  it('are genisoimage before xorriso elsewhere, and nothing out of the current folder', async () => {
    const env = { PATH: '.:/usr/bin:/opt/bin' };
    expect(await findIsoWriter({ platform: 'linux', env, isProgram: among('/usr/bin/xorriso', '/opt/bin/genisoimage', 'genisoimage') })).to.include({ name: 'genisoimage', hasUdf: true });
    expect(await findIsoWriter({ platform: 'linux', env, isProgram: among('/usr/bin/xorriso', 'genisoimage') })).to.include({ name: 'xorriso', hasUdf: false });
  });

  it('are named where there is none', async () => {
    const here = await failureOf(() => findIsoWriter({ platform: 'linux', env: { PATH: '/usr/bin' }, isProgram: among() }));
    expect(here).to.include({ code: 'preflight', exitCode: 3 });
    expect(here.advice).to.contain('apt-get install genisoimage');
    const there = await failureOf(() => findIsoWriter({ ...windows, isProgram: among() }));
    expect(there.advice).to.contain('Windows ADK');
  });

  it('get Oscdimg its two boot entries, or UEFI alone on ARM64', async () => {
    const writer = await findIsoWriter({ ...windows, isProgram: among('C:\\tools\\oscdimg.exe') });
    const job = { root: 'C:\\my media', label: 'LABEL', bios: 'boot/etfsboot.com', efi: 'efi/microsoft/boot/efisys.bin', output: 'C:\\out.iso' };
    expect(writer.arguments(job)).to.deep.equal([
      '-m', '-o', '-u2', '-udfver102', '-lLABEL',
      '-bootdata:2#p0,e,bC:\\my media\\boot\\etfsboot.com#pEF,e,bC:\\my media\\efi\\microsoft\\boot\\efisys.bin', 'C:\\my media', 'C:\\out.iso',
    ]);
    expect(writer.arguments({ ...job, bios: undefined })[5]).to.equal('-bootdata:1#pEF,e,bC:\\my media\\efi\\microsoft\\boot\\efisys.bin');
    expect(writer.percentIn('7% complete\r15% complete\r')).to.equal(15);
  });
});
