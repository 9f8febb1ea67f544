import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { dism, Rehearsal, type DismCall } from '../support/rehearsal-run.js';
import { temporaryFolder } from '../support/temp.js';

/** Calls with all that is mandatory, which fail for want of an image as soon as they look for one. */
const calls: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'Get-WindowsImage': { ImagePath: '/none.wim' },
  'Mount-WindowsImage': { Path: '/none', ImagePath: '/none.wim', Index: 1 },
  'Dismount-WindowsImage': { Path: '/none', Discard: true },
  'Save-WindowsImage': { Path: '/none' },
  'Export-WindowsImage': { SourceImagePath: '/none.wim', SourceIndex: 1, DestinationImagePath: '/none/out.wim' },
  'Expand-WindowsImage': { ImagePath: '/none.wim', Index: 1, ApplyPath: '/none' },
  'New-WindowsImage': { CapturePath: '/none', ImagePath: '/none/out.wim', Name: 'x' },
  'Add-WindowsImage': { CapturePath: '/none', ImagePath: '/none.wim', Name: 'x' },
  'Remove-WindowsImage': { ImagePath: '/none.wim', Index: 1 },
  'Split-WindowsImage': { ImagePath: '/none.wim', SplitImagePath: '/none/out.swm', FileSize: 100 },
  'Optimize-WindowsImage': { Path: '/none', OptimizationTarget: 'WIMBoot' },
  'Get-WindowsImageContent': { ImagePath: '/none.wim', Index: 1 },
  'Clear-WindowsCorruptMountPoint': {},
  'Repair-WindowsImage': { Path: '/none', CheckHealth: true },
  'Get-WindowsPackage': { Path: '/none' },
  'Add-WindowsPackage': { Path: '/none', PackagePath: '/none.msu' },
  'Get-WindowsOptionalFeature': { Path: '/none' },
  'Enable-WindowsOptionalFeature': { Path: '/none', FeatureName: ['NetFx3'] },
};
const notServicing = /WindowsImage$|ImageContent$|MountPoint$/u;
const servicing = Object.keys(calls).filter((name) => !notServicing.test(name) || name === 'Repair-WindowsImage' || name === 'Optimize-WindowsImage');

describe('common parameters on the rehearsal', () => {
  const folder = temporaryFolder();
  let rehearsal: Rehearsal;
  before(() => { rehearsal = new Rehearsal(join(folder(), 'rehearsal')); });
  after(() => rehearsal.end());
  const call = (cmdlet: string, more: object): DismCall => dism(cmdlet, { ...calls[cmdlet], ...more });

  for (const cmdlet of Object.keys(calls)) {
    it(`${cmdlet} -LogPath, -LogLevel, -ScratchDirectory: where the log is, how much is in it, and a folder that must be there`, async () => {
      const log = (level: string): string => join(folder(), `${cmdlet}-${level}.log`);
      const missing = join(folder(), 'no-scratch');
      const quiet = call(cmdlet, { LogPath: log('quiet'), LogLevel: 'Errors', ScratchDirectory: missing });
      const [, answer] = await rehearsal.run(call(cmdlet, { LogPath: log('usual'), ScratchDirectory: folder() }), quiet);
      expect(answer?.error?.hresult).to.equal('0x80070003');
      expect(await readFile(log('usual'), 'utf8')).to.contain(`Starting ${cmdlet}`).and.not.contain(missing);
      const lines = (await readFile(log('quiet'), 'utf8')).trim().split('\r\n');
      expect(lines.join('\n')).to.contain(missing);
      for (const line of lines) expect(line).to.contain(', Error ');
    });
  }

  for (const cmdlet of servicing) {
    it(`${cmdlet} -WindowsDirectory, -SystemDrive: another place than Windows is not supported, and says so`, async () => {
      const answers = await rehearsal.run(call(cmdlet, { WindowsDirectory: 'WinNT' }), call(cmdlet, { SystemDrive: 'C:' }), call(cmdlet, { WindowsDirectory: 'windows' }));
      expect(answers.slice(0, 2).map((answer) => answer.error?.hresult)).to.deep.equal(['0x80070032', '0x80070032']);
      expect(answers[2]?.error?.hresult).to.not.equal('0x80070032');
    });
    if (cmdlet === 'Optimize-WindowsImage') continue;

    it(`${cmdlet} -Online: there is no running Windows, which is not passed over`, async () => {
      const offline = Object.fromEntries(Object.entries(calls[cmdlet] ?? {}).filter(([name]) => name !== 'Path'));
      const [answer] = await rehearsal.run(dism(cmdlet, { ...offline, Online: true }));
      expect(answer?.error?.hresult).to.equal('0x80070032');
    });
  }
});
