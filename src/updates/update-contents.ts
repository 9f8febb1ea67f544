import type { CompDb } from './comp-db.js';
import type { Mum } from './mum.js';

/** A package cabinet: an update .cab itself, or one of the payloads of an MSU. */
export interface PackageCabinet {
  /** File name of the cabinet. */
  file: string;
  /** Names of all files in it. */
  members: readonly string[];
  /** The top package; undefined for a cabinet without update.mum. */
  top: Mum | undefined;
  /** The other package manifests, by identity. */
  nested: ReadonlyMap<string, Mum>;
  /** `YYYY-MM`, of the time that the cabinet gives update.mum. */
  month?: string | undefined;
  /** Of a cabinet without update.mum: some of its programs. */
  programs: readonly Program[];
}

/** A program or library of Windows Setup. */
export interface Program {
  name: string;
  /** File version, e.g. `10.0.26100.8309`. */
  version: string | undefined;
  /** `YYYY-MM`, of the file's time in the cabinet. */
  month: string | undefined;
  machine: 'x86' | 'x64' | 'arm64' | undefined;
}

/** What an update file holds, as read; nothing is decided yet. */
export interface UpdateContents {
  format: 'msu-cab' | 'msu-wim' | 'cab';
  packages: readonly PackageCabinet[];
  /** From `*-pkgProperties.txt`; keys in lower case; empty where the file is absent. */
  properties: ReadonlyMap<string, string>;
  /** Identities of the packages that the unattend file of a classic MSU installs. */
  installs: readonly string[];
  compDbs: readonly CompDb[];
}
