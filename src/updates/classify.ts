import type { UpdateKind } from '../schema/update.js';
import type { Mum } from './mum.js';

/** What a package cabinet shows of itself. */
export interface PackageFacts {
  /** Name of the cabinet, the last resort. */
  file: string;
  /** Names of all files in the cabinet. */
  members: readonly string[];
  /** The top package; undefined for a cabinet without update.mum. */
  mum: Mum | undefined;
  /** The cabinet is the update file itself, not the payload of an MSU. */
  standalone: boolean;
}

/** Either a kind, or the reason why the package is nothing for installation media. */
export type Classification = { kind: UpdateKind } | { refused: string };

const servicingStackManifest = /(?:^|\/)[a-z0-9]+_microsoft-windows-servicingstack_([0-9a-f]*)_([\d.]+)_[^/]*\.manifest$/iu;
const flashManifest = /(?:^|\/)[a-z0-9]+_adobe-flash-for-windows_[^/]*\.manifest$/iu;
/** Components that only updates of WinRE carry. */
const safeOsFile = /winre-tools|winpe_tools|winpe-tools|sysreset|rejuvenation/iu;

/**
 * Kind of a package by its content; the first rule that fits wins. The rules go back to what public servicing tools
 * use, corrected for packages of 2018, whose identities are plain `Package_for_KB…`.
 */
export function classifyPackage(facts: PackageFacts): Classification {
  const { mum, members, file } = facts;
  const refused = refusal(facts);
  if (refused !== undefined) return { refused };
  if (mum === undefined) return classifyWithoutManifest(members);

  const { name } = mum.identity;
  const rollup = name.includes('Package_for_RollupFix');
  const holds = (pattern: RegExp): boolean => members.some((member) => pattern.test(member));
  if (/Package_for_SafeOSDU/iu.test(name) || (!rollup && /^Package_for_/iu.test(name) && holds(safeOsFile))) return { kind: 'safeOs' };
  if (rollup) return { kind: 'cumulative' };
  if (/servicingstack/iu.test(name) || holds(servicingStackManifest) || /^ssu-/iu.test(file)) {
    return { kind: 'servicingStack' };
  }
  if (holds(flashManifest) || removesFlash(facts)) return { kind: 'adobeFlash' };
  if (/dotnet/iu.test(name) || /-ndp\d+/iu.test(file) || holds(/netfx4/iu)) return { kind: 'dotNet' };
  if (holds(/boot-?firmware-?update|secureboot/iu)) return { kind: 'other' };
  if (/enablement-package/iu.test(name) || holds(/enablement-package/iu)) return { kind: 'enablement' };
  if (mum.releaseType === 'OnDemand Pack' || mum.capabilities.length > 0) return { kind: 'featureOnDemand' };
  if (mum.releaseType === 'Language Pack' || /LanguagePack-Package/iu.test(name)) return { kind: 'languagePack' };
  if (/^Package_for_KB/iu.test(name) && isForWinPeOnly(mum)) return { kind: 'safeOs' };
  return { kind: 'other' };
}

/** Safe OS updates of builds before 2022 have a plain KB identity; all that they can be installed on is WinPE. */
function isForWinPeOnly(mum: Mum): boolean {
  return mum.parents.length > 0 && mum.parents.every((parent) => /WinPE/iu.test(parent.name));
}

/**
 * Whether a package takes Adobe Flash Player out of Windows and does not update it: KB4577586, "Update for the removal of
 * Adobe Flash Player", is the only one, and is published for each build under that number.
 */
export function removesFlash({ mum }: Pick<PackageFacts, 'mum'>): boolean {
  return [mum?.identifier, mum?.identity.name].some((text) => /(?:^|_)KB4577586$/iu.test(text ?? ''));
}

function refusal({ mum, members, file, standalone }: PackageFacts): string | undefined {
  const packages = [mum?.identity.name, mum?.description, ...(mum?.packages ?? []).map((child) => child.name)];
  if ([file, ...packages].some((name) => /hotpatch/iu.test(name ?? ''))) {
    return 'a hotpatch changes a running Windows only; media need the cumulative update';
  }
  if (mum === undefined && [file, ...members].some((name) => /defender.*\.(?:xml|cab)$/iu.test(name))) {
    return 'Defender definitions, not a servicing package';
  }
  if (standalone && isExpress(members)) {
    return 'an express cabinet: its content lies in a .psf file that only a complete .msu can use';
  }
  return undefined;
}

/**
 * Whether a package cabinet has a list of deltas and nothing but manifests: its content lies in a `.psf` file. A complete
 * package may have such a list too.
 */
export function isExpress(members: readonly string[]): boolean {
  return members.some((name) => /(?:^|\/)(?:_manifest_|.*\.psf)\.cix\.xml$/iu.test(name))
    && members.every((name) => /\.(?:mum|cat|manifest|xml|ini|txt)$/iu.test(name));
}

function classifyWithoutManifest(members: readonly string[]): Classification {
  if (members.some((name) => /\.inf$/iu.test(name)) && !members.some((name) => /(?:^|\/)setup[^/]*\.(?:exe|dll)$/iu.test(name))) {
    return { kind: 'driver' };
  }
  // A Setup Dynamic Update is a plain cabinet of files for the sources folder of the media.
  if (members.some((name) => /\.(?:exe|dll)$/iu.test(name))) return { kind: 'setupDynamic' };
  return { refused: 'a cabinet with neither update.mum nor programs of Windows Setup' };
}

/** Version of the servicing stack that a package brings, from the name of its component manifest; the highest counts. */
export function servicingStackVersion(members: readonly string[]): string | undefined {
  return members.flatMap((member) => servicingStackManifest.exec(member)?.[2] ?? [])
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
}
