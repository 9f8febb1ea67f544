/** The parts of a package identity `Name~token~architecture~language~version`; language is empty where it has none. */
export interface IdentityParts {
  readonly name: string;
  readonly architecture: string;
  readonly language: string;
  readonly version: string;
}

/** Takes a package identity apart; missing parts are empty. */
export function identityParts(identity: string): IdentityParts {
  const [name = '', , architecture = '', language = '', version = ''] = identity.split('~');
  return { name, architecture, language, version };
}

/** Whether two identities are versions of one package in one language. */
export function samePackage(one: string, other: string): boolean {
  const [a, b] = [identityParts(one.toLowerCase()), identityParts(other.toLowerCase())];
  return a.name === b.name && a.language === b.language;
}
