import { attribute, children, parseManifestXml } from './manifest-xml.js';
import { formatIdentity, toIdentity } from './package-identity.js';

/**
 * The packages that the `Windows…-KB….xml` of a classic MSU tells DISM to install, as identities:
 * `unattend/servicing/package[@action="install"]/assemblyIdentity`. Throws an Error on malformed XML.
 */
export function parseUnattend(bytes: Buffer): string[] {
  const root = parseManifestXml(bytes, 'unattend');
  return children(root, 'servicing').flatMap((servicing) => children(servicing, 'package'))
    .filter((item) => attribute(item, 'action')?.toLowerCase() === 'install')
    .flatMap((item) => children(item, 'assemblyIdentity'))
    .map((element) => formatIdentity(toIdentity(element)));
}
