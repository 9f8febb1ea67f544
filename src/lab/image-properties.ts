import { architectureWords } from './architecture.js';

/** What the XML of a WIM says about an image. */
export interface ImageXml {
  displayName: string;
  flags?: string;
  editionId: string;
  installationType: 'Client' | 'Server' | 'Server Core' | 'WindowsPE';
  build: number;
  spBuild: number;
}

/**
 * The properties of an image of Windows in en-US, and the mark of the rehearsal (docs/rehearsal.md). Element
 * names and values: the XML of media for 17134.
 */
export function imageProperties(image: ImageXml): Record<string, string> {
  return {
    'DISPLAYNAME': image.displayName,
    'DISPLAYDESCRIPTION': image.displayName,
    ...(image.flags === undefined ? {} : { FLAGS: image.flags }),
    'WINDOWS/ARCH': architectureWords().code,
    'WINDOWS/PRODUCTNAME': 'Microsoft® Windows® Operating System',
    'WINDOWS/EDITIONID': image.editionId,
    'WINDOWS/INSTALLATIONTYPE': image.installationType,
    'WINDOWS/SERVICINGDATA/GDRDUREVISION': '0',
    'WINDOWS/SERVICINGDATA/PKEYCONFIGVERSION': `10.0.${image.build}.1;2016-01-01T00:00:00Z`,
    'WINDOWS/HAL': 'acpiapic',
    'WINDOWS/PRODUCTTYPE': image.installationType.startsWith('Server') ? 'ServerNT' : 'WinNT',
    'WINDOWS/PRODUCTSUITE': 'Terminal Server',
    'WINDOWS/LANGUAGES/LANGUAGE': 'en-US',
    'WINDOWS/LANGUAGES/DEFAULT': 'en-US',
    'WINDOWS/VERSION/MAJOR': '10',
    'WINDOWS/VERSION/MINOR': '0',
    'WINDOWS/VERSION/BUILD': String(image.build),
    'WINDOWS/VERSION/SPBUILD': String(image.spBuild),
    'WINDOWS/VERSION/SPLEVEL': '0',
    'WINDOWS/SYSTEMROOT': 'WINDOWS',
    'OFFLINESERVICING/REHEARSAL': '1',
  };
}
