import { attribute } from './manifest-xml.js';
import type { XmlElement } from './manifest-xml.js';

/** The five parts by which Windows servicing knows a package. */
export interface PackageIdentity {
  name: string;
  publicKeyToken: string;
  /** As the manifest writes it: `amd64`, `x86`, `arm64`, `wow64`, `neutral`. */
  architecture: string;
  /** `neutral` or a language tag. */
  language: string;
  /** Four numbers, e.g. `17134.165.1.6`. */
  version: string;
}

/** `Name~publicKeyToken~architecture~language~version`; the language `neutral` is written empty. */
export function formatIdentity(identity: PackageIdentity): string {
  const language = identity.language === 'neutral' ? '' : identity.language;
  return [identity.name, identity.publicKeyToken, identity.architecture, language, identity.version].join('~');
}

/** The numbers of a dotted version; what is no number counts as 0. */
export function versionNumbers(version: string): number[] {
  return version.split('.').map((part) => (/^\d+$/u.test(part) ? Number(part) : 0));
}

/** Identity that an `assemblyIdentity` element states. Throws an Error where it has no name or version. */
export function toIdentity(element: XmlElement | undefined): PackageIdentity {
  const name = attribute(element, 'name');
  const version = attribute(element, 'version');
  if (name === undefined || version === undefined) throw new Error('an assemblyIdentity without name or version');
  return {
    name,
    version,
    publicKeyToken: attribute(element, 'publicKeyToken') ?? '',
    architecture: attribute(element, 'processorArchitecture') ?? 'neutral',
    language: attribute(element, 'language') ?? 'neutral',
  };
}
