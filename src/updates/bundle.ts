import type { ByteSource } from '../files/byte-source.js';
import { withMember } from './open-cabinet.js';
import type { Cabinet, ReadContext } from './open-cabinet.js';

/** A file inside an MSU, whatever container that is. */
export interface BundleFile {
  /** Name, with folders where it lies in some. */
  name: string;
  /** In bytes. */
  size: number;
  /** Gives its content to `work`, for as long as that lasts. */
  open: <T>(work: (source: ByteSource) => Promise<T>) => Promise<T>;
}

/** The files of a cabinet. */
export function filesOfCabinet(cabinet: Cabinet, context: ReadContext): BundleFile[] {
  return cabinet.tables.members.map((member) => ({
    name: member.name,
    size: member.size,
    open: async (work) => withMember(cabinet, member, context, work),
  }));
}

/** Deployment tools, scan data and metadata: what an MSU holds beside packages. */
const noPackage = /^(?:wsusscan|desktopdeployment(?:_\w+)?|.*aggregatedmetadata.*)\.cab$/iu;
/** Variants of a payload for clients that have an older version; the full one lies beside them. */
const variant = /-(?:express|baseless)\.cab$/iu;
/** Names that only a bundle has. */
const ofBundle = /^(?:wsusscan\.cab|.*aggregatedmetadata.*\.cab|.*-kb\d{5,}.*\.(?:cab|msu)|ssu-.*\.cab)$/iu;

/** Whether a cabinet without update.mum is a bundle of packages, and not a set of files for Windows Setup or drivers. */
export function isBundle(names: readonly string[]): boolean {
  if (names.some(isUpdateMum)) return false;
  if (names.some((name) => ofBundle.test(name))) return true;
  return names.some((name) => /^[^/]*\.(?:cab|msu)$/iu.test(name)) && !names.some((name) => /\.(?:exe|dll|sys|inf)$/iu.test(name));
}

/** Whether a file of a bundle holds a package. */
export function isPackageFile(name: string): boolean {
  return /\.(?:cab|msu)$/iu.test(name) && !isNoPackage(name) && !variant.test(name);
}

/** Whether a cabinet beside the packages of an MSU holds none itself. */
export function isNoPackage(name: string): boolean {
  return noPackage.test(lastPart(name));
}

/** Whether a file of a bundle holds composition databases. */
export function isMetadataFile(name: string): boolean {
  return /aggregatedmetadata.*\.cab$/iu.test(lastPart(name));
}

/** Whether it is the manifest of a package cabinet. */
export function isUpdateMum(name: string): boolean {
  return /^(?:.*\/)?update\.mum$/iu.test(name);
}

/** The name without folders. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
