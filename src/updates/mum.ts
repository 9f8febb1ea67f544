import { attribute, children, parseManifestXml } from './manifest-xml.js';
import type { XmlElement } from './manifest-xml.js';
import type { PackageIdentity } from './package-identity.js';

/** A package manifest (`update.mum` and its like, namespace `urn:schemas-microsoft-com:asm.v3`), as far as it is used. */
export interface Mum {
  identity: PackageIdentity;
  /** `package@identifier`, e.g. `KB4338819`. */
  identifier: string | undefined;
  /** e.g. `Security Update`, as the manifest writes it. */
  releaseType: string | undefined;
  description: string | undefined;
  displayName: string | undefined;
  supportInformation: string | undefined;
  /** Packages of which one must be in the image; those that must not be in it (`disposition="absent"`) are left out. */
  parents: PackageIdentity[];
  /** Packages that this one brings; their manifests lie beside it. */
  packages: PackageIdentity[];
  /** Lowest version of the servicing stack that may install the package. */
  minimumServicingStack: string | undefined;
}

/** Parses a package manifest. Throws an Error that says what is missing or malformed. */
export function parseMum(bytes: Buffer): Mum {
  const assembly = parseManifestXml(bytes, 'assembly');
  const body = children(assembly, 'package')[0];
  if (body === undefined) throw new Error('the element <package> is missing');
  return {
    identity: toIdentity(children(assembly, 'assemblyIdentity')[0]),
    identifier: attribute(body, 'identifier'),
    releaseType: attribute(body, 'releaseType'),
    description: attribute(assembly, 'description'),
    displayName: attribute(assembly, 'displayName'),
    supportInformation: attribute(assembly, 'supportInformation'),
    parents: children(body, 'parent').filter((parent) => attribute(parent, 'disposition')?.toLowerCase() !== 'absent')
      .flatMap((parent) => children(parent, 'assemblyIdentity')).map(toIdentity),
    packages: children(body, 'update').flatMap((update) => children(update, 'package'))
      .flatMap((inner) => children(inner, 'assemblyIdentity')).map(toIdentity),
    minimumServicingStack: servicingStackOf(body),
  };
}

function servicingStackOf(body: XmlElement): string | undefined {
  const stack = children(body, 'installerAssembly')
    .find((element) => attribute(element, 'name')?.toLowerCase() === 'microsoft-windows-servicingstack');
  return attribute(stack, 'version');
}

function toIdentity(element: XmlElement | undefined): PackageIdentity {
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
