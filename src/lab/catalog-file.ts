import { utimes } from 'node:fs/promises';
import type { UpdateKind } from '../schema/update.js';
import { underCatalogName } from './catalog-name.js';
import { packageIdentity } from './identity.js';
import { fileStem, makePackageCab, makeUpdate, type MakeCall, type UpdateSpec } from './update-file.js';

/** An update file as the catalog offers it, to be written. */
export interface CatalogFile {
  kind: UpdateKind;
  kb: string;
  /** Identity of the package that it proves itself by; empty for a Setup Dynamic Update. */
  identity: string;
  /** File name up to the SHA-1, e.g. `windows10.0-kb4338819-x64`. */
  stem: string;
  extension: 'msu' | 'cab';
  /**
   * Writes it to a path; equal updates give equal bytes.
   * @throws ServicingError `backend` when gcab or wimlib-imagex is missing or fails
   */
  write: (file: string, call?: MakeCall) => Promise<void>;
}

/**
 * Writes an update into a folder under its name of the catalog.
 * @returns the file name
 */
export async function writeCatalogFile({ stem, extension, write }: CatalogFile, folder: string, call: MakeCall = {}): Promise<string> {
  return underCatalogName(folder, stem, extension, (file) => write(file, call));
}

/** An update with one package as a `.msu`, the form of all until 2021. */
export function msuFile(kind: UpdateKind, spec: UpdateSpec): CatalogFile {
  return { ...common(kind, spec), extension: 'msu', write: (file, call) => makeUpdate(spec, file, call) };
}

/** An update that is offered as the cabinet of its package, as Safe OS Dynamic Updates are. */
export function cabFile(kind: UpdateKind, spec: UpdateSpec): CatalogFile {
  return { ...common(kind, spec), extension: 'cab', write: async (file, call) => {
    await makePackageCab(spec, file, call);
    await utimes(file, spec.time, spec.time);
  } };
}

function common(kind: UpdateKind, spec: UpdateSpec): Pick<CatalogFile, 'kind' | 'kb' | 'identity' | 'stem'> {
  return { kind, kb: spec.kb, identity: packageIdentity(spec.top.identity), stem: fileStem(spec).toLowerCase() };
}
