import type { Release } from '../release.js';
import { serverEditions } from '../server-editions.js';
import { windows10v1803 } from '../windows-10-1803/release.js';
import { coreComponents, installComponents } from '../windows-components.js';
import { desktopComponents, netfx3Components } from '../modern-components.js';

/** Windows Server 2019, 10.0.17763.1. */
export const windowsServer2019: Release = {
  ...windows10v1803,
  name: 'Windows Server 2019',
  build: 17763, installBuild: 17763, revision: 1, releaseId: '1809', branch: 'rs5_release.180914-1434',
  times: {
    release: new Date('2018-09-15T07:30:00Z'), mediaRefresh: new Date('2018-10-30T10:00:00Z'), mediaHotfix: new Date('2025-06-20T12:00:00Z'),
  },
  editions: serverEditions('Windows Server 2019'),
  install: [
    {
      name: 'Microsoft-Windows-Foundation-Package', releaseType: 'Foundation',
      rows: [...coreComponents, ...installComponents.filter((row) => !desktopComponents.includes(row))],
      features: { NetFx3ServerFeatures: 0x40, NetFx3: 0x20 },
    },
    { name: 'Microsoft-Windows-Desktop-Shell-Package', releaseType: 'Feature Pack', rows: desktopComponents, only: ['Server'] },
  ],
  netfx3: netfx3Components,
  month: 7314,
};
