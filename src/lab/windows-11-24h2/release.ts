import { certificate2023Components, netfx3Components, netfx3RuntimeComponents } from '../modern-components.js';
import { offeredPackages } from '../repository-rows.js';
import { modernBootPackages, modernInstallPackages, setupWithHost } from '../modern-packages.js';
import type { EditionRow, Release } from '../release.js';
import { serverEditions } from '../server-editions.js';

// The hive of Windows 11 still calls itself Windows 10.
const edition = (editionId: string, name: string): EditionRow => ({
  product: 'client', name: `Windows 11 ${name}`, editionId, installationType: 'Client', productName: `Windows 10 ${name}`,
  package: `Microsoft-Windows-${editionId}Edition`,
});

/** Windows 11 24H2 and Windows Server 2025, 10.0.26100.1: one build, one servicing. */
export const windows11v24h2: Release = {
  name: 'Windows 11 24H2',
  build: 26100, installBuild: 26100, revision: 1, releaseId: '2009', displayVersion: '24H2', branch: 'ge_release.240331-1435',
  times: {
    release: new Date('2024-04-01T06:40:00Z'), mediaRefresh: new Date('2024-09-06T08:00:00Z'), mediaHotfix: new Date('2025-05-20T12:00:00Z'),
  },
  editions: {
    Core: edition('Core', 'Home'), Professional: edition('Professional', 'Pro'),
    Enterprise: edition('Enterprise', 'Enterprise'), Education: edition('Education', 'Education'),
    ...serverEditions('Windows Server 2025'),
  },
  install: modernInstallPackages(certificate2023Components),
  ...modernBootPackages(certificate2023Components, setupWithHost),
  netfx3: [...netfx3Components, ...netfx3RuntimeComponents],
  netfx3Cabinet: 'Microsoft-Windows-NetFx3-OnDemand-Package~31bf3856ad364e35~amd64~~.cab',
  added: [],
  offered: offeredPackages('Client', 'Server'),
  apps: [
    { name: 'Microsoft.BingNews', version: '4.55.62231.0', publisherId: '8wekyb3d8bbwe' },
    { name: 'Microsoft.WindowsCalculator', version: '2021.2311.0.0', publisherId: '8wekyb3d8bbwe' },
    { name: 'Microsoft.WindowsStore', version: '22401.1400.6.0', publisherId: '8wekyb3d8bbwe' },
  ],
  userHives: true, modernBoot: true, sources: ['setupplatform.exe'], month: 3775,
};
