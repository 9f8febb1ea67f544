import { mkdtemp, readFile, rm, truncate, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { architectureWords } from './architecture.js';
import { makeCabinet, type CabinetEntry } from './cabinet.js';
import { underCatalogName } from './catalog-name.js';
import { componentManifest, componentPayload } from './component.js';
import { componentFolder, packageIdentity } from './identity.js';
import { packageMum, topMum, unsignedCatalog, type TopPackage } from './package.js';
import { element, xmlDocument } from './xml.js';

/**
 * What is wrong with an update on purpose: the file ends early, the package cabinet has no `update.mum`, its
 * components have no payload, or its `update.mum` is cut off.
 */
export type UpdateDefect = 'truncated' | 'no-update-mum' | 'missing-payload' | 'broken-mum';

export interface UpdateSpec {
  top: TopPackage;
  /** e.g. `KB4338819`. */
  kb: string;
  /** As file names have it; default that of the lab. */
  architecture?: 'x64' | 'x86' | 'arm64';
  /** As file names have it; default Windows10.0. */
  windows?: 'Windows10.0' | 'Windows11.0';
  /** At the end of file names, e.g. `-NDP481`. */
  suffix?: string;
  /** Last write time of everything that is not payload. */
  time: Date;
  defect?: UpdateDefect;
}

export interface MakeCall {
  signal?: AbortSignal | undefined;
}

/**
 * Writes the cabinet of a package: `update.mum`, the `.mum` of each child, manifests and payload (docs/rehearsal.md).
 * @throws ServicingError `backend` when gcab is missing or fails
 */
export async function makePackageCab(spec: Pick<UpdateSpec, 'top' | 'time' | 'defect'>, file: string, call: MakeCall = {}): Promise<void> {
  await makeCabinet(packageEntries(spec), file, { compress: true, signal: call.signal });
}

/** Name of an update's package cabinet without its extension, e.g. `Windows10.0-KB4338819-x64`. */
export function fileStem({ windows = 'Windows10.0', kb, architecture = architectureWords().short, suffix = '' }: UpdateSpec): string {
  return `${windows}-${kb}-${architecture}${suffix}`;
}

/**
 * Writes an update as a `.msu`: scan cabinet, package cabinet, unattend file and properties (docs/rehearsal.md).
 * @param before cabinets that come first in it: the servicing stack of a combined update
 * @throws ServicingError `backend` when gcab is missing or fails
 */
export async function makeUpdate(spec: UpdateSpec, file: string, call: MakeCall = {}, before: readonly CabinetEntry[] = []): Promise<void> {
  const stem = fileStem(spec);
  const folder = await mkdtemp(join(tmpdir(), 'os-lab-msu-'));
  try {
    const packageCab = join(folder, 'package.cab');
    const scanCab = join(folder, 'scan.cab');
    await makePackageCab(spec, packageCab, call);
    await makeScanCab(spec, scanCab, call);
    const entry = (name: string, content: Buffer): CabinetEntry => ({ name, content, time: spec.time });
    await makeCabinet([
      ...before,
      entry('WSUSSCAN.cab', await readFile(scanCab)),
      entry(`${stem}.cab`, await readFile(packageCab)),
      entry(`${stem}.xml`, unattend(spec, stem)),
      entry(`${stem}-pkgProperties.txt`, properties(spec)),
    ], file, { signal: call.signal });
    if (spec.defect === 'truncated') await truncate(file, Math.floor((await readFile(file)).length * 2 / 3));
    await utimes(file, spec.time, spec.time);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Writes an update under the name that the catalog would give it, `windows10.0-kbnnnnnnn-x64_<sha1>.msu`.
 * @returns the file name
 */
export async function makeNamedUpdate(spec: UpdateSpec, folder: string, call: MakeCall = {}): Promise<string> {
  return underCatalogName(folder, fileStem(spec).toLowerCase(), 'msu', (file) => makeUpdate(spec, file, call));
}

/** Writes what Windows Update asks an update about. */
export async function makeScanCab(spec: UpdateSpec, file: string, call: MakeCall = {}): Promise<void> {
  await makeCabinet([{ name: 'package.xml', content: scanPackage(spec), time: spec.time }], file, { compress: true, signal: call.signal });
}

/** Everything in the cabinet (or, since Windows 11 24H2, the WIM) of a package. */
export function packageEntries(spec: Pick<UpdateSpec, 'top' | 'time' | 'defect'>): CabinetEntry[] {
  const { top, time, defect } = spec;
  const entries = new Map<string, CabinetEntry>();
  const add = (name: string, content: Buffer, at = time): void => {
    entries.set(name, { name, content, time: at });
  };
  const broken = (mum: Buffer): Buffer => (defect === 'broken-mum' ? mum.subarray(0, mum.length >> 1) : mum);
  if (defect !== 'no-update-mum') {
    add('update.mum', broken(topMum(top)));
    add('update.cat', unsignedCatalog);
  }
  for (const child of top.children) {
    const name = packageIdentity(child.identity);
    add(`${name}.mum`, packageMum(child));
    add(`${name}.cat`, unsignedCatalog);
    for (const component of child.components) {
      add(`${componentFolder(component.identity)}.manifest`, componentManifest(component));
      if (defect === 'missing-payload') continue;
      for (const [path, payload] of componentPayload(component)) add(path, payload.content, payload.time);
    }
  }
  return [...entries.values()];
}

function properties(spec: UpdateSpec): Buffer {
  const lines = Object.entries({
    'ApplicabilityInfo': 'Windows 10.0 Client SKUs',
    'Applies to': 'Windows 10.0',
    'Build Date': spec.time.toISOString().slice(0, 10).replaceAll('-', '/'),
    'Company': 'The offline-servicing authors',
    'File Version': '1',
    'Installation Type': 'FULL',
    'Installer Engine': 'Component Based Servicing - WUSA.exe',
    'Installer Version': '6.0.0.0',
    'KB Article Number': spec.kb.replace('KB', ''),
    'Language': 'ALL',
    'Package Type': spec.top.releaseType,
    'Processor Architecture': (spec.top.identity.architecture ?? architectureWords().identity),
    'Product Name': 'Windows 10.0',
    'Support Link': `https://support.microsoft.com?kbid=${spec.kb.replace('KB', '')}`,
  });
  return Buffer.from(`\ufeff${lines.map(([key, value]) => `${key}="${value}"\r\n`).join('')}`, 'utf16le');
}

function unattend(spec: UpdateSpec, stem: string): Buffer {
  const { name, version, architecture = architectureWords().identity, language = 'neutral' } = spec.top.identity;
  return xmlDocument(element('unattend', { xmlns: 'urn:schemas-microsoft-com:unattend' }, [
    element('servicing', {}, [element('package', { action: 'install' }, [
      element('assemblyIdentity', { name, version, language, processorArchitecture: architecture, publicKeyToken: '31bf3856ad364e35' }),
      element('source', { location: `%configsetroot%\\${stem}.CAB` }),
    ])]),
  ]));
}

function scanPackage(spec: UpdateSpec): Buffer {
  return xmlDocument(element('OfflineSyncPackage', { MinimumClientVersion: '5.8.0.2678' }, [
    element('Update', { UpdateId: packageIdentity(spec.top.identity), KB: spec.kb }),
  ]));
}
