import { identityParts } from '../schema/identity-parts.js';
import type { ImageInfo } from '../schema/media.js';
import { remembered } from './remembered.js';

/** The packages of an image, to be asked for one at a time: an edition has one or two thousand. */
export interface ImagePackages {
  /** By name in lower case: the versions that are there. */
  readonly versions: ReadonlyMap<string, readonly string[]>;
  /** Languages in lower case that the image has a language pack of. */
  readonly packLanguages: ReadonlySet<string>;
  /** Whether a package of that name and language is there, whatever its version. */
  hasAny(identity: string): boolean;
}

/** What packages an image has; undefined where its metadata could not be read. */
export function packagesOf({ packages }: Pick<ImageInfo, 'packages'>): ImagePackages | undefined {
  return packages === undefined ? undefined : sorted(packages);
}

const sorted = remembered((packages: readonly string[]): ImagePackages => {
  const versions = new Map<string, string[]>();
  const packLanguages = new Set<string>();
  const inLanguage = new Set<string>();
  for (const identity of packages) {
    const { name, version } = nameAndVersion(identity);
    const same = versions.get(name);
    if (same === undefined) versions.set(name, [version]);
    else same.push(version);
    inLanguage.add(nameAndLanguage(identity));
    if (name.endsWith('languagepack-package')) packLanguages.add(identityParts(identity).language.toLowerCase());
  }
  return { versions, packLanguages, hasAny: (identity) => inLanguage.has(nameAndLanguage(identity)) };
});

/** Name and version of `Name~token~architecture~language~version`, the name in lower case. */
export function nameAndVersion(identity: string): { name: string; version: string } {
  const parts = identity.split('~');
  return { name: (parts[0] ?? '').toLowerCase(), version: parts.at(-1) ?? '' };
}

function nameAndLanguage(identity: string): string {
  const { name, language } = identityParts(identity.toLowerCase());
  return `${name}~${language}`;
}
