/** What goes into an ISO file. */
export interface IsoJob {
  /** Absolute path of the folder whose content it gets. */
  readonly root: string;
  readonly label: string;
  /** Boot images, as paths below the root; `bios` is missing on ARM64. */
  readonly bios?: string | undefined;
  readonly efi: string;
  /** Absolute path of the file to write. */
  readonly output: string;
  /** A file of the root that stays out, and files that come in its place, in its folder. */
  readonly instead?: { readonly file: string; readonly by: readonly string[] } | undefined;
}

/** A program that writes ISO files; the only one that knows its options. */
export interface IsoWriter {
  readonly name: 'oscdimg' | 'genisoimage' | 'xorriso';
  /** Absolute path. */
  readonly executable: string;
  /** The file system of Windows media, without which no file may be over {@link largestWithoutUdf}. */
  readonly hasUdf: boolean;
  /** Characters of a file's name at most. */
  readonly longestName: number;
  /** Characters of Windows' names that become others. */
  readonly forbidden: RegExp;
  /** Arguments for a job. */
  arguments(job: IsoJob): string[];
  /** The percentage in a piece of what it prints; undefined where there is none. */
  percentIn(text: string): number | undefined;
}

/** Windows Setup is not known to read larger files from ISO 9660, which has them in pieces. */
export const largestWithoutUdf = 2 ** 32 - 1;

/** Joliet has no semicolon in names: there it stands before the version (Joliet specification, "Allowed Character Set"). */
export const jolietForbidden = /;/u;

/** BIOS loads the whole of etfsboot.com: 4,096 bytes in sectors of 512. */
export const biosLoadSectors = 8;

/** The last percentage that a pattern finds, its first group being the number. */
export function lastPercent(text: string, pattern: RegExp): number | undefined {
  const found = [...text.matchAll(pattern)].at(-1)?.[1];
  return found === undefined ? undefined : Number(found);
}
