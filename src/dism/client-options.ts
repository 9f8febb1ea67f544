/** Options of {@link DismClient.mountImage}. */
export interface MountOptions {
  imagePath: string;
  index: number;
  /** An empty folder that exists. */
  path: string;
  readOnly?: boolean | undefined;
}

/** Options of {@link DismClient.exportImage}. */
export interface ExportOptions {
  source: string;
  index: number;
  /** Made where it does not exist; else the image is appended. */
  destination: string;
  /** `recovery` makes an ESD, which the cmdlet cannot: dism.exe does it then. */
  compression?: 'none' | 'fast' | 'max' | 'recovery' | undefined;
  checkIntegrity?: boolean | undefined;
  setBootable?: boolean | undefined;
  /** Name in the destination; default: the name in the source. */
  name?: string | undefined;
  /** Of a split source: pattern of its further parts, e.g. `D:\\sources\\install*.swm`; `source` is the first part. */
  parts?: string | undefined;
}

/** Options of {@link DismClient.splitImage}. */
export interface SplitOptions {
  /** A WIM; DISM splits no ESD. */
  imagePath: string;
  /** The first part, e.g. `install.swm`; the others are `install2.swm` and so on. */
  first: string;
  /** Largest part in MiB; one with a single larger file exceeds it. */
  megabytes: number;
}

/** Options of {@link DismClient.enableFeature}. */
export interface EnableFeatureOptions {
  path: string;
  name: string;
  /** Folder (or several) with the files of the feature, e.g. `sources\sxs` of media of the same build. */
  source?: string | string[] | undefined;
  /** Enable the parents of the feature too. */
  all?: boolean | undefined;
  /** Do not ask Windows Update. */
  limitAccess?: boolean | undefined;
}

/** Options of {@link DismClient.cleanupImage}. */
export interface CleanupOptions {
  path: string;
  /** Superseded components go too; updates can then not be removed any more. */
  resetBase?: boolean | undefined;
  /** Leave long work to the first start of Windows; only with resetBase. */
  defer?: boolean | undefined;
}
