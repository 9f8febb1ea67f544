import type { EditionRow, Release } from '../release.js';
import { labTimes } from '../times.js';
import {
  coreComponents, installComponents, peComponents, recoveryComponents, setupComponents,
} from '../windows-components.js';
import { flashComponents, netfx3Components } from './components.js';

/** NetFX3 is known and its payload is not in the image. */
const payloadRemoved = 0x20;

const edition = (editionId: string, name: string): EditionRow => (
  { product: 'client', name, editionId, installationType: 'Client', productName: name, package: `Microsoft-Windows-${editionId}Edition` }
);

/** Windows 10 1803, 10.0.17134.1. */
export const windows10v1803: Release = {
  name: 'Windows 10 1803',
  build: 17134, installBuild: 17134, revision: 1, releaseId: '1803', branch: 'rs4_release.180410-1804',
  times: labTimes,
  editions: {
    Core: edition('Core', 'Windows 10 Home'), Professional: edition('Professional', 'Windows 10 Pro'),
    Enterprise: edition('Enterprise', 'Windows 10 Enterprise'), Education: edition('Education', 'Windows 10 Education'),
  },
  install: [{
    name: 'Microsoft-Windows-Foundation-Package', releaseType: 'Foundation',
    rows: [...coreComponents, ...installComponents, ...flashComponents], features: { NetFx3: payloadRemoved },
  }],
  pe: [{ name: 'Microsoft-Windows-WinPE-Package', releaseType: 'Foundation', rows: [...coreComponents, ...peComponents] }],
  setup: [{ name: 'WinPE-Setup-Package', releaseType: 'Feature Pack', rows: setupComponents }],
  recovery: [{ name: 'WinPE-Rejuv-Package', releaseType: 'Feature Pack', rows: recoveryComponents }],
  netfx3: netfx3Components,
  netfx3Cabinet: 'microsoft-windows-netfx3-ondemand-package.cab',
  added: [], offered: [], apps: [], userHives: false, modernBoot: false, sources: [], month: 165,
};
