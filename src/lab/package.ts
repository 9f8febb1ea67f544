import type { Component } from './component.js';
import { assemblyIdentity, type Identity } from './identity.js';
import { element, xmlDocument } from './xml.js';

/** The image must hold one of the packages. */
export interface Parents {
  packages: readonly Identity[];
  /** How the version in the image compares to the one named; default GE. */
  compare?: 'GE' | 'EQ';
}

/** What a package on demand is to users, e.g. `App.StepsRecorder`, `Language.Fonts.Jpan` of `und-JPAN`. */
export interface Capability {
  name: string;
  /** Default neutral. */
  language?: string;
}

/** A package of components: in an image, or a child of an update. */
export interface Package {
  identity: Identity;
  /** e.g. `Security Update`, `Foundation`, `OnDemand Pack`. */
  releaseType: string;
  /** e.g. `KB4338819`. */
  identifier?: string;
  restart?: 'possible' | 'required' | 'no';
  parents?: Parents;
  components: readonly Component[];
  /** Names of features that the package declares. */
  features?: readonly string[];
  /** Feature → the feature that must be enabled before it. */
  featureParents?: Readonly<Record<string, string>>;
  capability?: Capability;
}

/** The top package of an update; it holds no component of its own. */
export interface TopPackage {
  identity: Identity;
  releaseType: string;
  identifier: string;
  restart?: 'possible' | 'required' | 'no';
  description: string;
  parents: Parents;
  /** The checkpoint that must be there besides: the cumulative update on which this one builds. */
  checkpoint?: Identity;
  /** Packages each of which must be there too. */
  needs?: readonly Identity[];
  /** It cannot be removed. */
  permanent?: boolean;
  capability?: Capability;
  /** Lowest servicing stack that may install it, e.g. `10.0.17134.164`. */
  minimumServicingStack: string;
  children: readonly Package[];
}

/** The `.mum` of a package of components. */
export function packageMum(item: Package): Buffer {
  return mum(item, item.identifier ?? item.identity.name, [
    ...capabilityElement(item.capability),
    ...parentElement(item.parents),
    ...item.components.map((component, index) => element('update', { name: `${item.identity.name}-${index + 1}` },
      [element('component', {}, [assemblyIdentity(component.identity)])])),
    ...(item.features ?? []).map((name) => element('update', { name, displayName: name, restart: 'possible' },
      [element('selectable', {}, [element('detectNone', { default: 'true' })]), ...featureParent(item.featureParents?.[name])])),
  ]);
}

function featureParent(name: string | undefined): string[] {
  return name === undefined ? [] : [element('applicable', { disposition: 'detect' }, [element('detectUpdate', {}, [element('update', { name })])])];
}

/** The `update.mum` of an update. */
export function topMum(item: TopPackage): Buffer {
  return mum(item, item.description, [
    assemblyIdentity({ name: 'Microsoft-Windows-ServicingStack', version: item.minimumServicingStack },
      'installerAssembly', { versionScope: 'nonSxS' }),
    ...capabilityElement(item.capability),
    ...parentElement(item.parents),
    ...[...(item.checkpoint === undefined ? [] : [item.checkpoint]), ...(item.needs ?? [])].flatMap((identity) => parentElement({ packages: [identity] })),
    ...item.children.map((child, index) => element('update', { name: `${item.identifier.replace('KB', '')}-${index + 1}_neutral_PACKAGE` },
      [element('package', { integrate: 'hidden' }, [assemblyIdentity(child.identity)])])),
  ]);
}

/** Stands where Windows has a signed catalog; it says that there is no signature. */
export const unsignedCatalog = Buffer.from('offline-servicing lab: this catalog is not signed\r\n', 'latin1');

function mum(item: Package | TopPackage, description: string, content: readonly string[]): Buffer {
  const kb = item.identifier?.replace(/^KB/u, '');
  return xmlDocument(element('assembly', {
    xmlns: 'urn:schemas-microsoft-com:asm.v3', manifestVersion: '1.0', description, displayName: 'default',
    company: 'The offline-servicing authors', copyright: 'The offline-servicing authors',
    supportInformation: kb === undefined ? undefined : `https://support.microsoft.com/help/${kb}`,
  }, [
    assemblyIdentity(item.identity),
    element('package', {
      identifier: item.identifier ?? item.identity.name, releaseType: item.releaseType, restart: item.restart,
      permanence: 'permanent' in item && item.permanent === true ? 'permanent' : undefined,
    },
      content.length === 0 ? [element('update', { name: item.identity.name })] : content),
  ]));
}

function parentElement(parents: Parents | undefined): string[] {
  if (parents === undefined) return [];
  return [element('parent', { revisionCompare: parents.compare ?? 'GE', integrate: 'separate', disposition: 'detect' },
    parents.packages.map((identity) => assemblyIdentity(identity)))];
}

/** Full name of a capability as DISM shows it: `App.StepsRecorder~~~~0.0.1.0`. */
export function capabilityName({ name, language }: Capability): string {
  return `${name}~~~${language ?? ''}~0.0.1.0`;
}

/** As packages on demand of Windows declare what they are. */
function capabilityElement(capability: Capability | undefined): string[] {
  if (capability === undefined) return [];
  const name = element('capabilityIdentity', { name: capability.name, version: '1.0', language: capability.language ?? 'neutral' });
  return [element('declareCapability', {}, [element('capability', {}, [name])])];
}
