import { buildFamily } from '../../schema/build-family.js';
import type { Architecture } from '../../schema/common.js';
import { ServicingError } from '../../schema/errors.js';
import { identityParts } from '../../schema/identity-parts.js';
import type { InputInfo } from '../../schema/inputs.js';

/** A package cabinet in a source folder of the request. */
export interface SourcePackage {
  readonly input: InputInfo;
  /** Within the folder, with `/`. */
  readonly path: string;
}

/** How file and folder names of languages and features media spell an architecture. */
export const architectureSpellings: Readonly<Record<Architecture, readonly string[]>> = { x64: ['x64', 'amd64'], x86: ['x86'], arm64: ['arm64'] };

/** The identity that the cabinet's manifest gives it; it was read while the run was prepared. */
export function identityOf({ input, path }: SourcePackage): string {
  const identity = input.identities?.[path];
  if (identity === undefined) throw new Error(`The manifest of ${path} in ${input.name} was not read`);
  return identity;
}

/**
 * Refuses a package that DISM would refuse for this image (0x800f081e), before anything is mounted.
 * @throws ServicingError `input-invalid`
 */
export function refuseMisfit(item: SourcePackage, wanted: { architecture: Architecture; build: number; product?: string }): void {
  const identity = identityOf(item);
  const { name, architecture, version } = identityParts(identity);
  const build = Number(version.split('.')[2]);
  const product = /^Microsoft-Windows-(Client|Server)-LanguagePack/iu.exec(name)?.[1] ?? wanted.product;
  if (!architectureSpellings[wanted.architecture].includes(architecture.toLowerCase())) throw misfit(item, identity, `is for ${architecture}, the image is ${wanted.architecture}`);
  if (buildFamily(build) !== buildFamily(wanted.build)) throw misfit(item, identity, `is for build ${build}, the image is build ${wanted.build}`);
  if (product !== wanted.product) throw misfit(item, identity, `is for Windows ${product ?? ''}, the image is Windows ${wanted.product ?? ''}`);
}

function misfit({ input, path }: SourcePackage, identity: string, what: string): ServicingError {
  return new ServicingError('input-invalid', `${path} in ${input.name} ${what}`, {
    hresult: '0x800f081e', symbol: 'CBS_E_NOT_APPLICABLE', details: [`identity: ${identity}`],
    advice: 'Use the languages and features media of the same release as the installation media.',
  });
}
