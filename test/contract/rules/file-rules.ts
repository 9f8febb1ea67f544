import { copyFile, mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { paths, tool } from '../../support/rehearsal-fixtures.js';
import { dism, type DismCall } from '../../support/rehearsal-run.js';
import { asOrdinaryUser, canMakeVolumes, onSmallVolume } from './rule-places.js';
import type { Rule } from './rule.js';

const exportTo = (SourceImagePath: string, DestinationImagePath: string, more: object = {}): DismCall =>
  dism('Export-WindowsImage', { SourceImagePath, SourceIndex: 1, DestinationImagePath, ...more });

/** Image files that are not what they should be, and places that do not take them. */
export const fileRules: readonly Rule[] = [
  {
    id: 'index-absent', hresult: '0xc0040005', evidence: 'vendor', source: 'dismapi.h DISMAPI_E_INVALID_IMAGE_INDEX',
    sentence: 'An index that the WIM does not have is an error of its own.',
    run: async (bench) => bench.code(dism('Get-WindowsImage', { ImagePath: (await bench.image('plain')).wim, Index: 9 })),
  },
  {
    id: 'name-absent', hresult: '0xc0040006', evidence: 'vendor', source: 'dismapi.h DISMAPI_E_INVALID_IMAGE_NAME',
    sentence: 'A name that the WIM does not have is an error of its own.',
    run: async (bench) => bench.code(dism('Get-WindowsImage', { ImagePath: (await bench.image('plain')).wim, Name: 'Windows 3.1' })),
  },
  {
    id: 'not-a-wim', hresult: '0x8007000b', evidence: 'user-report', source: 'text of ERROR_BAD_FORMAT in threads on Get-WindowsImage with a wrong file',
    sentence: 'A file that is no WIM has a format error.',
    run: async (bench) => {
      const file = join(await bench.newFolder(), 'text.wim');
      await writeFile(file, 'no WIM at all');
      return bench.code(dism('Get-WindowsImage', { ImagePath: file }));
    },
  },
  {
    id: 'wim-absent', hresult: '0x80070002', evidence: 'vendor', source: 'Win32 ERROR_FILE_NOT_FOUND',
    sentence: 'A file that is not there is not found.',
    run: async (bench) => bench.code(dism('Get-WindowsImage', { ImagePath: join(await bench.newFolder(), 'none.wim') })),
  },
  {
    id: 'wim-damaged', hresult: '0x80070570', evidence: 'vendor', source: 'Win32 ERROR_FILE_CORRUPT; -CheckIntegrity of Export-WindowsImage',
    sentence: 'A WIM whose integrity table does not fit is refused where the integrity is checked.',
    run: async (bench) => {
      const { wim } = await bench.image('plain');
      const damaged = join(dirname(wim), 'damaged.wim');
      await tool('wimlib-imagex', 'export', wim, '1', damaged, '--check', '--compress=none');
      const handle = await open(damaged, 'r+');
      await handle.write(Buffer.from('damage'), 0, 6, 240);
      await handle.close();
      return bench.code(exportTo(damaged, join(dirname(wim), 'out.wim'), { CheckIntegrity: true }));
    },
  },
  {
    id: 'esd-mount', hresult: '0xc142013c', evidence: 'assumed', source: 'text of the code; an ESD cannot be mounted (DISM best practices)',
    sentence: 'A solid WIM (ESD) cannot be mounted.',
    run: async (bench) => {
      const image = await bench.image('plain');
      const esd = join(dirname(image.wim), 'image.esd');
      await tool('wimlib-imagex', 'export', image.wim, '1', esd, '--solid');
      return bench.code(bench.mount({ ...image, wim: esd }));
    },
  },
  {
    id: 'split-mount', hresult: '0xc1420130', evidence: 'vendor', source: 'Split a Windows image file: a split WIM cannot be mounted or modified',
    sentence: 'A split WIM cannot be mounted.',
    run: async (bench) => {
      const image = await bench.image('plain');
      const part = join(dirname(image.wim), 'part.swm');
      await tool('wimlib-imagex', 'split', image.wim, part, '0.0001');
      return bench.code(bench.mount({ ...image, wim: part }));
    },
  },
  {
    id: 'export-keeps-compression', hresult: 'success', evidence: 'vendor', source: 'Export-WindowsImage -CompressionType: of the initial capture only',
    sentence: 'An export to the end of an existing WIM takes over that one\'s compression, whatever is asked for.',
    run: async (bench) => {
      const { wim } = await bench.image('plain');
      const destination = join(dirname(wim), 'none.wim');
      await bench.must(exportTo(wim, destination, { CompressionType: 'none' }));
      const code = await bench.code(exportTo(wim, destination, { CompressionType: 'max', DestinationName: 'Second' }));
      expect(await tool('wimlib-imagex', 'info', destination)).to.match(/Compression:\s+None/u).and.match(/Image Count:\s+2/u);
      return code;
    },
  },
  {
    id: 'export-name-taken', hresult: '0x800700b7', evidence: 'assumed', source: 'text of ERROR_ALREADY_EXISTS; the code of DISM is not known',
    sentence: 'An export under a name that the destination has already is refused, and the destination stays as it was.',
    run: async (bench) => {
      const { wim } = await bench.image('plain');
      const destination = join(dirname(wim), 'copy.wim');
      await copyFile(wim, destination);
      const code = await bench.code(exportTo(wim, destination));
      expect(await paths(destination)).to.deep.equal(await paths(wim));
      return code;
    },
  },
  {
    id: 'disk-full', canRun: canMakeVolumes, hresult: '0x80070070', evidence: 'vendor', source: 'Win32 ERROR_DISK_FULL; github.com/rbalsleyMSFT/FFU issue 241',
    sentence: 'A full volume ends the call, and no half of a file stays.',
    run: async (bench) => onSmallVolume(await bench.newFolder(), async (volume) => {
      const { wim } = await bench.image('install');
      const code = await bench.code(exportTo(wim, join(volume, 'out.wim')));
      expect(await tool('ls', volume)).to.equal('');
      return code;
    }),
  },
  {
    id: 'access-denied', hresult: '0x80070005', evidence: 'vendor', source: 'Win32 ERROR_ACCESS_DENIED; github.com/adavak/Win_ISO_Patching_Scripts issue 45',
    sentence: 'A folder that may not be written denies access.',
    run: async (bench) => {
      const { wim } = await bench.image('plain');
      const folder = join(dirname(wim), 'closed');
      await mkdir(folder);
      return asOrdinaryUser(folder, () => bench.code(exportTo(wim, join(folder, 'out.wim'))));
    },
  },
  {
    id: 'log-folder-absent', hresult: '0xc0040009', evidence: 'vendor', source: 'dismapi.h DISMAPI_E_LOGGING_DISABLED',
    sentence: 'A log in a folder that is not there ends the call.',
    run: async (bench) => bench.code(dism('Get-WindowsImage', { ImagePath: (await bench.image('plain')).wim, LogPath: join(await bench.newFolder(), 'none', 'dism.log') })),
  },
];
