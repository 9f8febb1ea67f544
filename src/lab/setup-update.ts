import { utimes } from 'node:fs/promises';
import { architectureWords } from './architecture.js';
import { makeCabinet, type CabinetEntry } from './cabinet.js';
import type { CatalogFile } from './catalog-file.js';
import { makePe } from './pe-file.js';

/** A Setup Dynamic Update: files for the `sources` folder of the media, and no package. */
export interface SetupUpdateSpec {
  kb: string;
  /** As file names have it. */
  windows: 'Windows10.0' | 'Windows11.0';
  /** Version of its programs. */
  version: string;
  /** Last write time of its files; even seconds. */
  time: Date;
}

/** Programs of Windows Setup that such updates bring. */
const programs = ['setup.exe', 'setuphost.exe', 'setupplatform.exe', 'setupprep.exe', 'winsetup.dll', 'wdscore.dll', 'unbcl.dll', 'compatresources.dll'];
/** Their texts, by language. */
const texts = ['setupplatform.exe.mui', 'w32uires.dll.mui'];
const languages = ['en-us', 'de-de', 'ja-jp'];

/** A Setup Dynamic Update as the catalog offers it. */
export function setupUpdateFile(spec: SetupUpdateSpec): CatalogFile {
  const stem = `${spec.windows}-${spec.kb}-${architectureWords().short}`.toLowerCase();
  return { kind: 'setupDynamic', kb: spec.kb, identity: '', stem, extension: 'cab', write: async (file, call) => {
    await makeCabinet(setupEntries(spec), file, { compress: true, signal: call?.signal });
    await utimes(file, spec.time, spec.time);
  } };
}

function setupEntries({ version, time }: SetupUpdateSpec): CabinetEntry[] {
  const entry = (name: string, folder = ''): CabinetEntry => ({ name: `${folder}${name}`, content: makePe({ name, version }), time });
  return [
    ...programs.map((name) => entry(name)),
    ...languages.flatMap((language) => texts.map((name) => entry(name, `${language}/`))),
  ];
}
