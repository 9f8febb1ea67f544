import { architectureWords } from './architecture.js';
import { componentManifest, componentPayload, projectedPath, type Component } from './component.js';
import { hiveFile } from './hive-file.js';
import { HiveKey } from './hive-key.js';
import { registerApps } from './apps.js';
import { componentFolder, packageIdentity } from './identity.js';
import type { ImageTree } from './image-tree.js';
import { capabilityName, packageMum, unsignedCatalog, type Package } from './package.js';
import type { AppRow } from './release.js';
import { fileTime } from './times.js';
import { element, xmlDocument } from './xml.js';

/** What an image says about itself in its SOFTWARE hive. */
export interface ImageIdentity {
  build: number;
  ubr: number;
  editionId: string;
  installationType: string;
  productName: string;
  releaseId: string;
  displayVersion?: string;
  /** Build, branch and time of the build that the image was made from; an enablement package leaves it. */
  origin: { build: number; branch: string };
}

/** A package of an image with the states of the features that it declares (docs/rehearsal.md). */
export interface InstalledPackage {
  package: Package;
  features?: Readonly<Record<string, number>>;
}

const servicing = 'Microsoft\\Windows\\CurrentVersion\\Component Based Servicing';

/** What an image is made of. */
export interface WindowsParts {
  identity: ImageIdentity;
  packages: readonly InstalledPackage[];
  apps: readonly AppRow[];
  userHives: boolean;
  /** When all of it was installed. */
  time: Date;
}

/** Puts a serviced Windows into a tree: components, packages, hives and the list of servicing sessions. */
export function installWindows(tree: ImageTree, { identity, packages, apps, userHives, time }: WindowsParts): void {
  const software = new HiveKey('ROOT');
  const system = systemHive(identity.installationType);
  writeVersion(software, identity);
  software.key(`${servicing}\\Packages`);
  registerApps(software, apps);
  for (const { package: item, features } of packages) {
    for (const component of item.components) installComponent(tree, { software, system }, component);
    installPackage(tree, software, item, features ?? {}, time);
  }
  tree.put('Windows/System32/config/SOFTWARE', hiveFile(software, '\\SystemRoot\\System32\\Config\\SOFTWARE', time));
  tree.put('Windows/System32/config/SYSTEM', hiveFile(system, '\\SystemRoot\\System32\\Config\\SYSTEM', time));
  if (userHives) {
    tree.put('Windows/System32/config/DEFAULT', hiveFile(userHive(), '\\SystemRoot\\System32\\Config\\DEFAULT', time));
    tree.put('Users/Default/NTUSER.DAT', hiveFile(userHive(), '\\Users\\Default\\NTUSER.DAT', time));
  }
  tree.put('Windows/servicing/Sessions/Sessions.xml', sessions(packages.map((item) => item.package), time));
}

function installComponent(tree: ImageTree, hives: { software: HiveKey; system: HiveKey }, component: Component): void {
  tree.put(`Windows/WinSxS/Manifests/${componentFolder(component.identity)}.manifest`, componentManifest(component));
  for (const [path, file] of componentPayload(component)) {
    tree.put(`Windows/WinSxS/${path}`, file.content, file.time);
    tree.put(projectedPath(file), file.content, file.time);
  }
  for (const value of component.registry) {
    const key = value.hive === 'SYSTEM' ? hives.system.key(value.key.replace(/^CurrentControlSet/u, 'ControlSet001')) : hives.software.key(value.key);
    key.set(value.name, value.type === 'REG_DWORD' ? Number(value.value) : value.value, value.type);
  }
}

function installPackage(
  tree: ImageTree, software: HiveKey, item: Package, features: Readonly<Record<string, number>>, installed: Date,
): void {
  const identity = packageIdentity(item.identity);
  tree.put(`Windows/servicing/Packages/${identity}.mum`, packageMum(item));
  tree.put(`Windows/servicing/Packages/${identity}.cat`, unsignedCatalog);
  const time = fileTime(installed);
  const key = software.key(`${servicing}\\Packages\\${identity}`)
    .set('CurrentState', 0x70).set('InstallClient', 'DISM Package Manager Provider')
    .set('InstallName', `${identity}.mum`).set('InstallUser', 'S-1-5-18')
    .set('InstallLocation', `\\\\?\\C:\\Windows\\servicing\\Packages\\`)
    .set('InstallTimeHigh', Number(time >> 32n)).set('InstallTimeLow', Number(time & 0xffffffffn))
    .set('Visibility', 1).set('SelfUpdate', 0);
  for (const [name, state] of Object.entries(features)) key.key('Updates').set(name, state);
  if (item.capability !== undefined) software.key(`${servicing}\\CapabilityIndex\\${capabilityName(item.capability)}\\${identity}`);
}

function writeVersion(software: HiveKey, identity: ImageIdentity): void {
  const { origin } = identity;
  const build = String(identity.build);
  const key = software.key('Microsoft\\Windows NT\\CurrentVersion')
    .set('SystemRoot', 'X:\\Windows').set('CurrentBuild', build).set('CurrentBuildNumber', build)
    .set('CurrentVersion', '6.3').set('CurrentMajorVersionNumber', 10).set('CurrentMinorVersionNumber', 0)
    .set('UBR', identity.ubr).set('EditionID', identity.editionId).set('InstallationType', identity.installationType)
    .set('ProductName', identity.productName).set('ReleaseId', identity.releaseId)
    .set('BuildLab', `${origin.build}.${origin.branch}`).set('BuildLabEx', `${origin.build}.1.${architectureWords().identity}fre.${origin.branch}`);
  if (identity.displayVersion !== undefined) key.set('DisplayVersion', identity.displayVersion);
}

function systemHive(installationType: string): HiveKey {
  const system = new HiveKey('ROOT');
  system.key('Select').set('Current', 1).set('Default', 1).set('Failed', 0).set('LastKnownGood', 1);
  const control = system.key('ControlSet001\\Control');
  control.key('ProductOptions').set('ProductType', installationType.startsWith('Server') ? 'ServerNT' : 'WinNT').set('ProductSuite', 'Terminal Server', 'REG_MULTI_SZ');
  control.key('Nls\\Language').set('Default', '0409').set('InstallLanguage', '0409');
  control.key('MUI\\UILanguages\\en-US').set('LCID', 0x409).set('Type', 0x112);
  control.key('Session Manager\\Environment').set('PROCESSOR_ARCHITECTURE', 'AMD64');
  system.key('ControlSet001\\Services');
  return system;
}

function userHive(): HiveKey {
  const user = new HiveKey('ROOT');
  user.key('Control Panel\\Keyboard').set('InitialKeyboardIndicators', '0');
  user.key('Software\\Microsoft\\Windows\\CurrentVersion\\Explorer');
  return user;
}

function sessions(packages: readonly Package[], installed: Date): Buffer {
  const time = installed.toISOString().slice(0, 19).replaceAll('-', '/').replace('T', '/');
  return xmlDocument(element('Sessions', { version: '1.0' }, [element('Session', {
    version: '2', id: '30658000_1', client: 'DISM Package Manager Provider', options: '0', currentPhase: '1',
    lastSuccessfulState: 'Complete', pendingFollower: 'False', retry: 'False', Queued: time, Started: time, Complete: time, Status: '0x0',
  }, [element('Tasks', {}, [element('Phase', { seq: '1', rebootMarker: '0' },
    packages.map((item) => element('package', {
      id: packageIdentity(item.identity), name: item.identifier ?? item.identity.name, targetState: 'Installed', options: '0',
    })))])])]));
}
