import { putApps } from './apps.js';
import { componentsOf, revisionComponent, servicingStack } from './component-rows.js';
import { packageIdentity } from './identity.js';
import { ImageTree } from './image-tree.js';
import { codeLike, noise } from './noise.js';
import { packageMum, unsignedCatalog, type Package } from './package.js';
import { checkpointTail, componentVersion, rowIdentity, type AppRow, type PackageRow, type Release } from './release.js';
import { windows10v1803 } from './windows-10-1803/release.js';
import { installWindows, type ImageIdentity, type InstalledPackage } from './windows-image.js';

/** Where Windows keeps the recovery image. */
export const winrePath = 'Windows/System32/Recovery/winre.wim';

/** Kinds of boot images: `Microsoft Windows PE`, `Microsoft Windows Setup`, the recovery environment. */
export type BootKind = 'pe' | 'setup' | 'recovery';

/**
 * An install image as the media of a generation have it.
 * @param edition one of the release's editions
 * @param winre its recovery image; undefined for an image without one
 * @param megabytes extra payload, half of it incompressible
 */
export function installImage(edition: string, winre: Buffer | undefined, megabytes = 0, release: Release = windows10v1803): ImageTree {
  const row = release.editions[edition];
  if (row === undefined) throw new RangeError(`${release.name} has no edition ${edition}`);
  const tree = new ImageTree(release.times.release);
  const branding: PackageRow = { name: row.package, releaseType: 'Product', rows: [{
    name: `Microsoft-Windows-Branding-${row.editionId}`, files: [{ name: 'basebrd.dll', destination: '$(runtime.windows)\\Branding\\Basebrd\\' }],
  }] };
  const packages = release.install.filter((item) => item.only?.includes(row.installationType) ?? true);
  const apps = row.product === 'client' ? release.apps : [];
  const identity = identityOf(release, row.productName, row.editionId, row.installationType);
  putWindows(tree, release, { ...identity, build: release.installBuild }, [...packages, branding], apps);
  putApps(tree, apps);
  if (winre !== undefined) tree.put(winrePath, winre);
  tree.put('Windows/System32/Recovery/ReAgent.xml', '<?xml version="1.0" encoding="utf-8"?>\r\n<WindowsRE version="2.0" />\r\n');
  tree.put('Program Files/desktop.ini', '[.ShellClassInfo]\r\n');
  for (let index = 1; index <= megabytes; index += 1) {
    const content = index % 2 === 0 ? codeLike(`${edition} ${index}`, 1 << 20) : noise(`${edition} ${index}`, 1 << 20);
    tree.put(`Windows/SystemApps/OfflineServicing.Lab/payload-${String(index).padStart(3, '0')}.bin`, content);
  }
  return tree;
}

/** `Microsoft Windows PE`, `Microsoft Windows Setup` or the recovery environment of a generation. */
export function bootImage(kind: BootKind, release: Release = windows10v1803): ImageTree {
  const tree = new ImageTree(release.times.release);
  const more = kind === 'setup' ? release.setup : kind === 'recovery' ? release.recovery : [];
  putWindows(tree, release, identityOf(release, 'Microsoft Windows PE', 'WindowsPE', 'WindowsPE'), [...release.pe, ...more]);
  tree.put('Windows/System32/winpeshl.ini', `[LaunchApps]\r\nX:\\${kind === 'setup' ? 'setup.exe' : 'Windows\\System32\\cmd.exe'}\r\n`);
  if (kind === 'setup') tree.put('sources/lang.ini', languageIni);
  return tree;
}

/** `lang.ini` of en-US media, the same on the media and in the Setup image. */
const languageIni = '[Available UI Languages]\r\nen-US = 3\r\n\r\n[Fallback Languages]\r\nen-US = en-us\r\n';

function identityOf(release: Release, productName: string, editionId: string, installationType: string): ImageIdentity {
  const { build, revision, releaseId, displayVersion, branch } = release;
  return { build, ubr: revision, editionId, installationType, productName, releaseId, origin: { build, branch }, ...(displayVersion === undefined ? {} : { displayVersion }) };
}

function putWindows(tree: ImageTree, release: Release, identity: ImageIdentity, rows: readonly PackageRow[], apps: readonly AppRow[] = []): void {
  const installed = rows.map((row, index) => installedPackage(release, row, index === 0, identity.installationType));
  const cumulative = release.revision > 1 ? cumulativeOfMedia(release) : undefined;
  if (cumulative !== undefined) installed.push({ package: cumulative });
  installWindows(tree, { identity, packages: installed, apps, userHives: release.userHives, time: release.times.release });
  if (cumulative !== undefined && release.build >= firstBuildWithLcuFolder) keepManifests(tree, cumulative);
}

/** @param base the package that also holds the servicing stack and, on media without a cumulative update, the revision */
function installedPackage(release: Release, row: PackageRow, base: boolean, installationType: string): InstalledPackage {
  const version = componentVersion(release);
  const time = release.times.release;
  const components = componentsOf(row.rows, version, time);
  if (base) components.push(servicingStack(version, time), ...(release.revision > 1 ? [] : [revisionComponent(version)]));
  const item: Package = {
    identity: rowIdentity(release, row),
    releaseType: row.releaseType, components,
    ...(row.identifier === undefined ? {} : { identifier: row.identifier }),
    ...(row.capability === undefined ? {} : { capability: row.capability }),
    ...(row.features === undefined ? {} : { features: Object.keys(row.features) }),
    ...(row.serverFeatureParents === undefined || !installationType.startsWith('Server') ? {} : { featureParents: row.serverFeatureParents }),
  };
  return { package: item, ...(row.features === undefined ? {} : { features: row.features }) };
}

/** The cumulative update that brought the media to its revision; its files are those of the packages above. */
function cumulativeOfMedia(release: Release): Package {
  return {
    identity: { name: 'Package_for_RollupFix', version: `${release.build}.${release.revision}.${checkpointTail}` }, releaseType: 'Security Update',
    components: [revisionComponent(componentVersion(release))],
  };
}

/** Since then Windows keeps the manifests of its cumulative update in `servicing\\LCU` (user reports). */
const firstBuildWithLcuFolder = 20231;

function keepManifests(tree: ImageTree, cumulative: Package): void {
  const identity = packageIdentity(cumulative.identity);
  const folder = `Windows/servicing/LCU/${identity}`;
  tree.put(`${folder}/update.mum`, packageMum(cumulative)).put(`${folder}/update.cat`, unsignedCatalog);
}
