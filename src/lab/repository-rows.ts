import { files, system32 } from './component-rows.js';
import { labLanguages, languagePack } from './language-packages.js';
import type { PackageRow } from './release.js';

/** Features on demand that no image of the media has, with the name of the file on the features media. */
export const featureRows: readonly PackageRow[] = [
  {
    name: 'OpenSSH-Server-Package', releaseType: 'OnDemand Pack', capability: { name: 'OpenSSH.Server' },
    rows: [{ name: 'OpenSSH-Server', renewed: true, files: files(`${system32}OpenSSH\\`, 'sshd.exe') }],
  },
  {
    name: 'Microsoft-Windows-WMIC-FoD-Package', releaseType: 'OnDemand Pack', capability: { name: 'WMIC' },
    rows: [{ name: 'Microsoft-Windows-WMIC', files: files(`${system32}wbem\\`, 'WMIC.exe') }],
  },
];

/** What the features media offer and the cumulative update renews where an image has it. */
export function offeredPackages(...products: ('Client' | 'Server')[]): PackageRow[] {
  return [...labLanguages.flatMap(({ tag }) => products.map((product) => languagePack(product, tag))), ...featureRows];
}
