import { certificate2023Components, netfx3Components, netfx3RuntimeComponents } from '../modern-components.js';
import { offeredPackages } from '../repository-rows.js';
import { modernBootPackages, modernInstallPackages } from '../modern-packages.js';
import type { PackageRow, Release } from '../release.js';
import { windows10v1803 } from '../windows-10-1803/release.js';
import { setupComponents } from '../windows-components.js';

const versionKey = 'Microsoft\\Windows NT\\CurrentVersion';
const text = (name: string, value: string) => ({ key: versionKey, name, type: 'REG_SZ' as const, value });

/** KB5015684 makes 22H2 of what is 10.0.19041 in all else; only install images show it. */
const enablement: PackageRow = {
  name: 'Package_for_KB5015684', version: '19041.1799.1.2', releaseType: 'Update', identifier: 'KB5015684', only: ['Client'],
  rows: [{
    name: 'Microsoft-Windows-22H2Enablement', files: [],
    registry: [text('CurrentBuild', '19045'), text('CurrentBuildNumber', '19045'), text('DisplayVersion', '22H2')],
  }],
};

/** Windows 10 22H2, media of 19045.2006. */
export const windows10v22h2: Release = {
  name: 'Windows 10 22H2',
  build: 19041, installBuild: 19045, revision: 2006, releaseId: '2009', branch: 'vb_release.191206-1406',
  times: {
    release: new Date('2022-09-08T05:10:00Z'), mediaRefresh: new Date('2022-10-18T08:00:00Z'), mediaHotfix: new Date('2025-05-20T12:00:00Z'),
  },
  editions: windows10v1803.editions,
  install: [...modernInstallPackages([]).filter((row) => row.only?.includes('Client') ?? true), enablement],
  ...modernBootPackages([], setupComponents),
  netfx3: [...netfx3Components, ...netfx3RuntimeComponents],
  netfx3Cabinet: 'microsoft-windows-netfx3-ondemand-package~31bf3856ad364e35~amd64~~.cab',
  // Files signed by the certificate of 2023 came with the updates of 2024-04.
  added: certificate2023Components,
  offered: offeredPackages('Client'),
  apps: [
    { name: 'Microsoft.BingWeather', version: '4.25.20211.0', publisherId: '8wekyb3d8bbwe' },
    { name: 'Microsoft.WindowsCalculator', version: '2020.1906.55.0', publisherId: '8wekyb3d8bbwe' },
  ],
  userHives: true, modernBoot: true, sources: ['setuphost.exe', 'setupplatform.exe'], month: 5737,
};
