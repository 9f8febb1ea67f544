import { attribute, children, parseManifestXml } from './manifest-xml.js';
import type { XmlElement } from './manifest-xml.js';
import { toIdentity } from './package-identity.js';
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
  /** `permanence="permanent"`: cannot be removed once installed. */
  permanent: boolean;
  /** ISO 8601; of the last change, else of creation. */
  timeStamp: string | undefined;
  /** Names of the capabilities that it declares, as DISM writes them. */
  capabilities: string[];
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
    permanent: attribute(body, 'permanence')?.toLowerCase() === 'permanent',
    timeStamp: attribute(assembly, 'lastUpdateTimeStamp') ?? attribute(assembly, 'creationTimeStamp'),
    capabilities: children(body, 'declareCapability').flatMap((declared) => children(declared, 'capability'))
      .flatMap((capability) => children(capability, 'capabilityIdentity')).flatMap(capabilityName),
  };
}

/**
 * `Name~token~architecture~language~version` with empty token and architecture, e.g. `Language.Basic~~~de-DE~0.0.1.0`.
 * Manifests write the version `1.0`, which DISM shows as `0.0.1.0`: the numbers are the last ones.
 */
function capabilityName(element: XmlElement): string[] {
  const name = attribute(element, 'name');
  if (name === undefined) return [];
  const language = attribute(element, 'language') ?? 'neutral';
  const parts = (attribute(element, 'version') ?? '1.0').split('.');
  const version = [...Array<string>(Math.max(0, 4 - parts.length)).fill('0'), ...parts].join('.');
  return [`${name}~~~${language.toLowerCase() === 'neutral' ? '' : language}~${version}`];
}

function servicingStackOf(body: XmlElement): string | undefined {
  const stack = children(body, 'installerAssembly')
    .find((element) => attribute(element, 'name')?.toLowerCase() === 'microsoft-windows-servicingstack');
  return attribute(stack, 'version');
}
