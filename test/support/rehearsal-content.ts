import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { makeCabinet, type CabinetEntry } from '../../src/lab/cabinet.js';
import type { ComponentFile } from '../../src/lab/component.js';
import { packageIdentity } from '../../src/lab/identity.js';
import { installImage } from '../../src/lab/images.js';
import type { Parents } from '../../src/lab/package.js';
import { labTimes } from '../../src/lab/times.js';
import { makePackageCab } from '../../src/lab/update-file.js';
import { releaseVersion } from '../../src/lab/windows-components.js';
import { tool } from './rehearsal-fixtures.js';

/** An applied install image of the lab: a folder of its own for each call. */
export class AppliedImages {
  readonly #folder: () => string;
  #count = 0;

  constructor(folder: () => string) {
    this.#folder = folder;
  }

  async next(): Promise<string> {
    const template = join(this.#folder(), 'image-template');
    if (this.#count === 0) await installImage('Professional', undefined).writeTo(template);
    this.#count += 1;
    const image = join(this.#folder(), `image-${this.#count}`);
    await cp(template, image, { recursive: true, preserveTimestamps: true });
    return image;
  }
}

export type HiveName = 'SOFTWARE' | 'SYSTEM' | 'DRIVERS';
const hive = (image: string, name: HiveName): string => join(image, 'Windows/System32/config', name);

/** Merges registry text (`[\Key]` and `"Value"=…` lines) into a hive; keys above are made too. */
export async function mergeRegistry(image: string, name: HiveName, text: string): Promise<void> {
  const file = join(image, 'merge.reg');
  // hivexregedit makes a key only where the one above exists.
  await writeFile(file, text.replaceAll(/^\[(.+)\]$/gmu, (_, key: string) => {
    const parts = key.split('\\').slice(1);
    return parts.map((_part, index) => `[\\${parts.slice(0, index + 1).join('\\')}]`).join('\n\n');
  }));
  await tool('hivexregedit', '--merge', hive(image, name), file);
  await rm(file);
}

/** A key with all below it as hivexregedit exports it, empty where there is no such key; hexadecimal texts are decoded. */
export async function exportedKey(image: string, name: HiveName, key: string): Promise<string> {
  try {
    return await tool('hivexregedit', '--export', '--unsafe-printable-strings', hive(image, name), key);
  } catch {
    return '';
  }
}

/** Every file of a folder with its content's hash, by relative path with `/`. */
export async function contentOf(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) found.set(relative(folder, path), createHash('sha1').update(await readFile(path)).digest('hex'));
  }
  return found;
}

export interface OnDemandSpec {
  name: string;
  /** Default that of the lab's images. */
  version?: string;
  language?: string;
  /** Elements for the top manifest's package, e.g. a `declareCapability`. */
  declares?: string;
  permanent?: boolean;
  releaseType?: string;
  parents?: Parents;
  /** File in System32 that it brings; default `<name>.dll` in lower case. */
  file?: string;
}

/** Writes the cabinet of an on-demand package with one child and one file in System32. */
export async function onDemandCab(spec: OnDemandSpec, file: string): Promise<void> {
  const { name, version = releaseVersion, language = 'neutral', releaseType = 'OnDemand Pack' } = spec;
  const parents = spec.parents ?? { packages: [{ name: 'Microsoft-Windows-Foundation-Package', version }] };
  const content: ComponentFile = {
    name: spec.file ?? `${name.toLowerCase()}.dll`, destination: '$(runtime.system32)\\', content: Buffer.from(`${name} ${version}\r\n`), time: labTimes.release,
  };
  const component = { identity: { name: name.replace('-Package', '-Component'), version, language }, files: [content],
    registry: [{ key: `Microsoft\\Lab\\${name}`, name: 'Version', type: 'REG_SZ' as const, value: version }] };
  const plain = `${file}.plain`;
  await makePackageCab({ time: labTimes.release, top: {
    identity: { name, version, language }, releaseType, identifier: name, description: `What ${name} is`, parents, minimumServicingStack: releaseVersion,
    children: [{ identity: { name: name.replace('-Package', '-Core-Package'), version, language }, releaseType, parents, components: [component] }],
  } }, plain);
  await rewriteManifest(plain, file, (mum) => mum
    .replace('<parent ', `${spec.declares ?? ''}<parent `)
    .replace('releaseType=', `${spec.permanent === true ? 'permanence="permanent" ' : ''}releaseType=`));
  await rm(plain);
}

/** `declareCapability` as packages of Windows have it. */
export function capability(name: string, version: string, language = 'neutral'): string {
  return `<declareCapability><capability><capabilityIdentity name="${name}" version="${version}" language="${language}"/></capability></declareCapability>`;
}

async function rewriteManifest(from: string, to: string, change: (mum: string) => string): Promise<void> {
  const folder = await mkdtemp(`${from}-`);
  await tool('cabextract', '-q', '-d', folder, from);
  const mum = join(folder, 'update.mum');
  await writeFile(mum, change(await readFile(mum, 'utf8')));
  const entries: CabinetEntry[] = [];
  for (const path of (await contentOf(folder)).keys()) entries.push({ name: path, content: await readFile(join(folder, path)), time: labTimes.release });
  await makeCabinet(entries, to, { compress: true });
  await rm(folder, { recursive: true });
}

export interface DriverSpec {
  /** File name of the INF. */
  inf: string;
  /** Date and version, e.g. `06/21/2006,10.0.17134.1`. */
  driverVer?: string;
  provider?: string;
  class?: string;
  classGuid?: string;
  /** Decorations of its models section, e.g. `NTamd64`. */
  decorations?: readonly string[];
  hardwareId?: string;
  /** What its service's StartType is; 0 is loaded by the boot loader. */
  startType?: number;
  catalog?: 'signed' | 'unsigned' | 'other' | 'none' | 'missing';
}

/** Writes a driver package: INF, a file in a folder of its own and, where asked for, a catalog. Gives the INF's path. */
export async function driverPackage(folder: string, spec: DriverSpec): Promise<string> {
  const stem = spec.inf.replace(/\.inf$/iu, '');
  const { decorations = ['NTamd64'], catalog = 'signed' } = spec;
  const lines = [
    '; a driver of the lab', '[Version]', 'Signature = "$WINDOWS NT$" ; as all have it', `Class=${spec.class ?? 'Net'}`,
    `ClassGuid = ${spec.classGuid ?? '{4d36e972-e325-11ce-bfc1-08002be10318}'}`, 'Provider = %Mfg%', `DriverVer = ${spec.driverVer ?? '06/21/2006,1.2.3.4'}`,
    ...(catalog === 'none' ? [] : [`CatalogFile = ${stem}.cat`]),
    '[Manufacturer]', `%Mfg% = Models${decorations.map((item) => `, ${item}`).join('')}`,
    ...(decorations.length > 0 ? decorations : ['']).flatMap((item) => [`[Models${item === '' ? '' : `.${item}`}]`,
      `%Device% = Install, ${spec.hardwareId ?? 'PCI\\VEN_1AF4&DEV_1000'}, PCI\\VEN_1AF4, \\`, '  PCI\\CC_0200']),
    '[Install.NT]', 'CopyFiles = Files', '[Install.NT.Services]', `AddService = ${stem}, 0x2, Service`,
    '[Service]', `DisplayName = %Device%`, 'ServiceType = 1', `StartType = ${spec.startType ?? 3}`, 'ErrorControl = 1', `ServiceBinary = %12%\\${stem}.sys`, 'LoadOrderGroup = "Lab; first"',
    '[Files]', `${stem}.sys`, '[SourceDisksNames]', '1 = %Disk%,,,', '[SourceDisksFiles]', `${stem}.sys = 1, bin`,
    '[ControlFlags]', 'ExcludeFromSelect = *', '[Strings]', `Mfg = "${spec.provider ?? 'The lab, Inc.'}"`, 'Device = "Lab device"', 'Disk = "Lab disk"', '',
  ];
  const inf = join(folder, spec.inf);
  const content = Buffer.from(`\ufeff${lines.join('\r\n')}`, 'utf16le');
  await mkdir(join(dirname(inf), 'bin'), { recursive: true });
  await writeFile(inf, content);
  await writeFile(join(dirname(inf), 'bin', `${stem}.sys`), `${stem} ${spec.driverVer ?? ''}\r\n`);
  const hashed = catalog === 'other' ? Buffer.from('another file') : content;
  if (catalog === 'unsigned') await writeFile(join(dirname(inf), `${stem}.cat`), 'this catalog is not signed');
  if (catalog === 'signed' || catalog === 'other') await writeFile(join(dirname(inf), `${stem}.cat`), catalogOf(hashed));
  return inf;
}

/** The outline of a signed catalog: PKCS #7 signed data with the hash of its member, and no certificate. */
function catalogOf(member: Buffer): Buffer {
  const signedData = Buffer.from('06092a864886f70d010702', 'hex');
  const body = Buffer.concat([signedData, Buffer.from([0x04, 0x20]), createHash('sha256').update(member).digest()]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

/** A package's identity of Windows for amd64. */
export function windowsPackage(name: string, version: string = releaseVersion): string {
  return packageIdentity({ name, version });
}

/** Key of the servicing state in the SOFTWARE hive. */
export const servicingKey = '\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing';

/** The files of an image but its hives and sessions, and its SOFTWARE hive as text: without times, and without empty keys that packages leave. */
export async function stateOf(image: string): Promise<{ files: Map<string, string>; registry: string[] }> {
  const files = await contentOf(image);
  for (const name of [...files.keys()]) if (/^Windows\/(?:System32\/config|servicing\/Sessions)\//u.test(name)) files.delete(name);
  const text = (await exportedKey(image, 'SOFTWARE', '\\')).replaceAll(/^"InstallTime.*$|^\[\\Microsoft\\Lab.*$|^.*\\CapabilityIndex\]$/gmu, '');
  return { files, registry: text.split('\n').filter((line) => line !== '').sort() };
}
