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
