import { ImageTree } from './image-tree.js';
import { codeLike, noise } from './noise.js';
import type { Package } from './package.js';
import { labTimes } from './times.js';
import {
  componentOf, coreComponents, flashComponents, installComponents, peComponents, recoveryComponents, releaseVersion,
  revisionComponent, servicingStack, setupComponents, type ComponentRow,
} from './windows-components.js';
import { installWindows, type ImageIdentity, type InstalledPackage } from './windows-image.js';

export const labEditions = ['Core', 'Professional', 'Enterprise', 'Education'] as const;
/** EditionID of an install image that the lab can make. */
export type LabEdition = (typeof labEditions)[number];

/** Names as Windows 10 media have them. */
export const editionNames: Readonly<Record<LabEdition, string>> = {
  Core: 'Windows 10 Home', Professional: 'Windows 10 Pro', Enterprise: 'Windows 10 Enterprise', Education: 'Windows 10 Education',
};

/** NetFX3 is known and its payload is not in the image. */
const payloadRemoved = 0x20;

/** Where Windows keeps the recovery image. */
export const winrePath = 'Windows/System32/Recovery/winre.wim';

/**
 * An install image of 17134.1.
 * @param winre its recovery image; undefined for an image without one
 * @param megabytes extra payload, half of it incompressible
 */
export function installImage(edition: LabEdition, winre: Buffer | undefined, megabytes = 0): ImageTree {
  const tree = new ImageTree();
  const branding: ComponentRow = {
    name: `Microsoft-Windows-Branding-${edition}`, files: [{ name: 'basebrd.dll', destination: '$(runtime.windows)\\Branding\\Basebrd\\' }],
  };
  installWindows(tree, identityOf(editionNames[edition], edition, 'Client'), [
    packageOf('Microsoft-Windows-Foundation-Package', 'Foundation', [...coreComponents, ...installComponents, ...flashComponents], true),
    packageOf(`Microsoft-Windows-${edition}Edition`, 'Product', [branding]),
  ]);
  if (winre !== undefined) tree.put(winrePath, winre);
  tree.put('Windows/System32/Recovery/ReAgent.xml', '<?xml version="1.0" encoding="utf-8"?>\r\n<WindowsRE version="2.0" />\r\n');
  tree.put('Program Files/desktop.ini', '[.ShellClassInfo]\r\n');
  for (let index = 1; index <= megabytes; index += 1) {
    const content = index % 2 === 0 ? codeLike(`${edition} ${index}`, 1 << 20) : noise(`${edition} ${index}`, 1 << 20);
    tree.put(`Windows/SystemApps/OfflineServicing.Lab/payload-${String(index).padStart(3, '0')}.bin`, content);
  }
  return tree;
}

/** `Microsoft Windows PE`, `Microsoft Windows Setup` or the recovery environment. */
export function bootImage(kind: 'pe' | 'setup' | 'recovery'): ImageTree {
  const tree = new ImageTree();
  const packages = [packageOf('Microsoft-Windows-WinPE-Package', 'Foundation', [...coreComponents, ...peComponents], true)];
  if (kind === 'setup') packages.push(packageOf('WinPE-Setup-Package', 'Feature Pack', setupComponents));
  if (kind === 'recovery') packages.push(packageOf('WinPE-Rejuv-Package', 'Feature Pack', recoveryComponents));
  installWindows(tree, identityOf('Microsoft Windows PE', 'WindowsPE', 'WindowsPE'), packages);
  tree.put('Windows/System32/winpeshl.ini', `[LaunchApps]\r\nX:\\${kind === 'setup' ? 'setup.exe' : 'Windows\\System32\\cmd.exe'}\r\n`);
  if (kind === 'setup') tree.put('sources/lang.ini', languageIni);
  return tree;
}

/** `lang.ini` of en-US media, the same on the media and in the Setup image. */
const languageIni = '[Available UI Languages]\r\nen-US = 3\r\n\r\n[Fallback Languages]\r\nen-US = en-us\r\n';

function identityOf(productName: string, editionId: string, installationType: string): ImageIdentity {
  return { build: 17134, ubr: 1, editionId, installationType, productName, releaseId: '1803' };
}

/** @param base the package that also holds the servicing stack and the revision */
function packageOf(name: string, releaseType: string, rows: readonly ComponentRow[], base = false): InstalledPackage {
  const components = rows.map((row) => componentOf(row));
  if (base) components.push(servicingStack(releaseVersion, labTimes.release), revisionComponent(releaseVersion));
  const declares = name === 'Microsoft-Windows-Foundation-Package' ? { NetFx3: payloadRemoved } : undefined;
  const item: Package = {
    identity: { name, version: releaseVersion }, releaseType, components,
    ...(declares === undefined ? {} : { features: Object.keys(declares) }),
  };
  return { package: item, ...(declares === undefined ? {} : { features: declares }) };
}
