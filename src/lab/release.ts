import type { ComponentRow } from './component-rows.js';
import type { Identity } from './identity.js';
import type { Capability } from './package.js';

/** What somebody installs: Windows for PCs or for servers. */
export type Product = 'client' | 'server';

/** An install image that a generation can have, by its EditionID of the media ({@link Release.editions}). */
export interface EditionRow {
  product: Product;
  /** NAME and DESCRIPTION in the WIM. */
  name: string;
  /** DISPLAYNAME, where it is another. */
  displayName?: string;
  /** EditionID of the hive and the XML. */
  editionId: string;
  /** FLAGS of the XML, where they are not the EditionID. */
  flags?: string;
  installationType: 'Client' | 'Server' | 'Server Core';
  /** ProductName of the hive. */
  productName: string;
  /** Name of the package that makes the image this edition. */
  package: string;
}

/** A package of an image, as a table has it. */
export interface PackageRow {
  name: string;
  releaseType: string;
  /** Default: the version of the release's packages. */
  version?: string;
  language?: string;
  identifier?: string;
  rows: readonly ComponentRow[];
  /** Features that it declares, with their states (docs/rehearsal.md). */
  features?: Readonly<Record<string, number>>;
  /** Feature → the feature that must be enabled before it, on servers. */
  serverFeatureParents?: Readonly<Record<string, string>>;
  capability?: Capability;
  /** Only in images with one of these installation types; default: in all. */
  only?: readonly string[];
}

/** An app that install images of a generation have provisioned. */
export interface AppRow { name: string; version: string; publisherId: string }

/** One generation of Windows: all that the lab's code needs to know to make its media. */
export interface Release {
  /** As in `Windows 10 1803`. */
  name: string;
  /** Build that packages, XML, WinPE and WinRE name. */
  build: number;
  /** Build that install images name in their hive, where an enablement package raised it. */
  installBuild: number;
  /** Update build revision of the media; above 1 its images hold the cumulative update that brought it. */
  revision: number;
  releaseId: string;
  displayVersion?: string;
  /** Branch and time of the build, e.g. `rs4_release.180410-1804`. */
  branch: string;
  times: {
    /** Of everything on the media that nothing else is said of. */
    release: Date;
    /** Of media files that were touched after the release. */
    mediaRefresh: Date;
    /** Later than everything that the updates bring. */
    mediaHotfix: Date;
  };
  editions: Readonly<Record<string, EditionRow>>;
  /** Packages of install images before that of the edition; the first one holds the servicing stack. */
  install: readonly PackageRow[];
  /** Packages of `Microsoft Windows PE`; the first one holds the servicing stack. */
  pe: readonly PackageRow[];
  /** What the Setup image has besides. */
  setup: readonly PackageRow[];
  /** What the recovery environment has besides. */
  recovery: readonly PackageRow[];
  /** Components of .NET Framework 3.5. */
  netfx3: readonly ComponentRow[];
  /** Name of the cabinet in `sources/sxs` that has them. */
  netfx3Cabinet: string;
  /** Components that no image of the release has and the cumulative update brings to all. */
  added: readonly ComponentRow[];
  /** Packages that images can be given besides; the cumulative update renews them where they are. */
  offered: readonly PackageRow[];
  apps: readonly AppRow[];
  /** Images have the hives of the default user, and of the one that nobody is logged on as. */
  userHives: boolean;
  /** The media start with the boot managers of the Setup image, its fonts and its list of revoked ones. */
  modernBoot: boolean;
  /** Programs in `sources` of the media that the Setup image lacks. */
  sources: readonly string[];
  /** Revision of the month's cumulative update, by which the files of `sources` are made older or newer. */
  month: number;
}

/** Last two fields of the version of checkpoints, and of the cumulative update that media come with. */
export const checkpointTail = '1.10';

/** Version of the packages of a release. */
export function packageVersion(release: Pick<Release, 'build'>): string {
  return `10.0.${release.build}.1`;
}

/** Version of the components and files of a release, which its media's cumulative update has renewed. */
export function componentVersion(release: Pick<Release, 'build' | 'revision'>): string {
  return `10.0.${release.build}.${release.revision}`;
}

/** The packages of all editions, or of those of a product: one of them is what things for install images ask for. */
export function editionPackages(release: Pick<Release, 'build' | 'editions'>, product?: Product): Identity[] {
  const rows = Object.values(release.editions).filter((edition) => product === undefined || edition.product === product);
  return packagesOf(release, ...rows.map((edition) => edition.package));
}

/** The identity of a package in a table. */
export function rowIdentity(release: Pick<Release, 'build'>, row: Pick<PackageRow, 'name' | 'version' | 'language'>): Identity {
  return { name: row.name, version: row.version ?? packageVersion(release), ...(row.language === undefined ? {} : { language: row.language }) };
}

/** Identities of packages of a release by their names. */
export function packagesOf(release: Pick<Release, 'build'>, ...names: readonly string[]): Identity[] {
  return names.map((name) => ({ name, version: packageVersion(release) }));
}
