import { architectureWords } from './architecture.js';
import type { HiveKey } from './hive-key.js';
import type { ImageTree } from './image-tree.js';
import type { AppRow } from './release.js';
import { element, xmlDocument } from './xml.js';

/** Where Windows keeps what each new user gets; apps of all architectures in one file are bundles, whose resource id is `~`. */
const applications = 'Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore\\Applications';

/** Full name of a bundle: `Name_Version_neutral_~_PublisherId`. */
export function bundleName(app: AppRow): string {
  return `${app.name}_${app.version}_neutral_~_${app.publisherId}`;
}

/** Notes apps in the SOFTWARE hive as provisioned (docs/rehearsal.md). */
export function registerApps(software: HiveKey, apps: readonly AppRow[]): void {
  for (const app of apps) {
    software.key(`${applications}\\${bundleName(app)}`)
      .set('Path', `%SYSTEMDRIVE%\\Program Files\\WindowsApps\\${bundleName(app)}\\AppxMetadata\\AppxBundleManifest.xml`);
  }
}

/** Puts the files of provisioned apps into an image: each a bundle and the package for the architecture in it. */
export function putApps(tree: ImageTree, apps: readonly AppRow[]): void {
  for (const app of apps) {
    const identity = element('Identity', { Name: app.name, Publisher: 'CN=The offline-servicing lab', Version: app.version });
    const folder = `Program Files/WindowsApps/${bundleName(app)}`;
    tree.put(`${folder}/AppxMetadata/AppxBundleManifest.xml`, xmlDocument(element('Bundle', {
      xmlns: 'http://schemas.microsoft.com/appx/2013/bundle',
    }, [identity])));
    tree.put(`Program Files/WindowsApps/${app.name}_${app.version}_${architectureWords().short}__${app.publisherId}/AppxManifest.xml`, xmlDocument(element('Package', {
      xmlns: 'http://schemas.microsoft.com/appx/manifest/foundation/windows10',
    }, [identity])));
  }
}
