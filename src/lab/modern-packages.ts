import { bootDrive, files, system32, type ComponentRow } from './component-rows.js';
import {
  languageFeature, languagePack, localizedComponent, optionalComponent, peComponentsOfMedia, peLanguagePack, rejuvenationComponent,
  setupComponent, storageComponent, type OptionalComponent,
} from './language-packages.js';
import { desktopComponents, modernInstallComponents, modernPeComponents } from './modern-components.js';
import type { PackageRow, Release } from './release.js';
import { recoveryComponents, setupComponents } from './windows-components.js';

/** States of features as the hive has them (docs/rehearsal.md). */
const feature = { enabled: 0x70, disabled: 0x40, payloadRemoved: 0x20 } as const;

const servers = ['Server', 'Server Core'];

/** Packages of install images since Windows 10 2004, for PCs and servers. */
export function modernInstallPackages(core: readonly ComponentRow[]): PackageRow[] {
  return [
    {
      name: 'Microsoft-Windows-Foundation-Package', releaseType: 'Foundation', rows: [...modernInstallComponents, ...core],
      features: { 'NetFx3': feature.payloadRemoved, 'TelnetClient': feature.disabled, 'Printing-XPSServices-Features': feature.enabled },
      serverFeatureParents: { NetFx3: 'NetFx3ServerFeatures' },
    },
    { name: 'Microsoft-Windows-Desktop-Shell-Package', releaseType: 'Feature Pack', rows: desktopComponents, only: ['Client', 'Server'] },
    { ...languagePack('Client', 'en-US'), only: ['Client'] },
    { ...languagePack('Server', 'en-US'), only: servers },
    { name: 'Microsoft-Windows-Server-Features-Package', releaseType: 'Feature Pack', rows: [], features: { NetFx3ServerFeatures: feature.disabled }, only: servers },
    { ...languageFeature('Basic', 'en-US'), only: ['Client'] },
    {
      name: 'Microsoft-Windows-StepsRecorder-Package', releaseType: 'OnDemand Pack', capability: { name: 'App.StepsRecorder' }, only: ['Client'],
      rows: [{ name: 'Microsoft-Windows-StepsRecorder', renewed: true, files: files(system32, 'psr.exe') }],
    },
  ];
}

const withTexts = (item: OptionalComponent): PackageRow[] => [optionalComponent(item), localizedComponent(item, 'en-US')];

/** Packages of boot images since Windows 10 2004. */
export function modernBootPackages(core: readonly ComponentRow[], setup: readonly ComponentRow[]): Pick<Release, 'pe' | 'setup' | 'recovery'> {
  return {
    pe: [
      { name: 'Microsoft-Windows-WinPE-Package', releaseType: 'Foundation', rows: [...modernPeComponents, ...core] },
      peLanguagePack('en-US'),
      ...peComponentsOfMedia.flatMap(withTexts),
    ],
    setup: [{ name: 'WinPE-Setup-Package', releaseType: 'Feature Pack', rows: setup }, localizedComponent(setupComponent, 'en-US')],
    recovery: [
      { name: 'WinPE-Rejuv-Package', releaseType: 'Feature Pack', rows: recoveryComponents }, localizedComponent(rejuvenationComponent, 'en-US'),
      ...withTexts(storageComponent),
    ],
  };
}

/** The Setup image since Windows 11 24H2, which has the host of Setup too. */
export const setupWithHost: readonly ComponentRow[] = [
  ...setupComponents,
  { name: 'Microsoft-Windows-WinPE-Setup-Host', renewed: true, files: files(`${bootDrive}sources\\`, 'setuphost.exe') },
];
