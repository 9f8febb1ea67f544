import { attribute, children, decodeText, parseManifestXml } from './manifest-xml.js';
import type { XmlElement } from './manifest-xml.js';
import type { Mum } from './mum.js';
import type { UpdateKind } from '../schema/update.js';

/** One composition database of an update (`onepackage.AggregatedMetadata.cab`), the vendor's own word on what it is. */
export interface CompDb {
  kind: UpdateKind;
  /** `10.0.26100.1742`: the build that must be there before. */
  osVersion: string | undefined;
  /** `10.0.26100.3775`: the build that is there after. */
  targetOsVersion: string | undefined;
  /** `amd64`, `arm64`, `x86`. */
  architecture: string | undefined;
  kb: string | undefined;
  /** ISO 8601, when the database was made. */
  createdDate: string | undefined;
  /** Identity parts of the package: name and four-part version. */
  packages: { id: string; version: string | undefined }[];
}

/** Public key token of all packages that Microsoft signs for Windows. */
const microsoftToken = '31bf3856ad364e35';

/** By the name of the database's file, e.g. `LCUCompDB_KB5055523.xml.cab`. */
const kindsByFile: readonly (readonly [RegExp, UpdateKind])[] = [
  [/DotNetServicingCompDB_/iu, 'dotNet'],
  [/LCUCompDB_/iu, 'cumulative'],
  [/SSUCompDB_/iu, 'servicingStack'],
  [/SafeOSDUCompDB_/iu, 'safeOs'],
  [/SetupDUCompDB_/iu, 'setupDynamic'],
  [/EKBUpdateCompDB_/iu, 'enablement'],
];

const kindsByFeature: Readonly<Record<string, UpdateKind>> = {
  CumulativeUpdate: 'cumulative',
  ServicingStackUpdate: 'servicingStack',
  SafeOSUpdate: 'safeOs',
  SetupDynamicUpdate: 'setupDynamic',
};

/**
 * Parses one CompDB; `file` is its name in the metadata cabinet. Undefined for a model (`Type="Build"`), an express
 * variant, or a database of something that is no update of an image. Throws an Error on malformed XML.
 */
export function parseCompDb(file: string, bytes: Buffer): CompDb | undefined {
  if (/-express/iu.test(file) || !isXml(bytes)) return undefined;
  const root = parseManifestXml(bytes, 'CompDB');
  if (attribute(root, 'Type') !== 'BuildUpdate') return undefined;
  const feature = listed(root, 'Features', 'Feature')[0];
  const kind = kindsByFile.find(([pattern]) => pattern.test(file))?.[1]
    ?? kindsByFeature[attribute(feature, 'Type') ?? ''];
  if (kind === undefined) return undefined;
  return {
    kind,
    osVersion: attribute(root, 'OSVersion'),
    targetOsVersion: attribute(root, 'TargetOSVersion'),
    architecture: attribute(root, 'BuildArch'),
    kb: (/KB\d{5,}/u.exec(attribute(feature, 'FeatureID') ?? '') ?? /KB\d{5,}/u.exec(file))?.[0],
    createdDate: attribute(root, 'CreatedDate'),
    packages: listed(root, 'Packages', 'Package')
      .map((item) => ({ id: attribute(item, 'ID') ?? '', version: attribute(item, 'Version') })),
  };
}

/**
 * The package manifest as far as a database tells it, for payloads that only DISM opens. Undefined where the database
 * names no package with a version of its own, such as `26100.3775.1.9`.
 */
export function mumOfCompDb(db: CompDb): Mum | undefined {
  const candidates = db.packages.filter((item) => /^(?:\d{5}|10)(?:\.\d+){3}$/u.test(item.version ?? ''));
  const main = candidates.find((item) => /Package_for_(?:RollupFix|SafeOSDU|DotNetRollup)/iu.test(item.id)) ?? candidates[0];
  const name = /Package_for_\w+/u.exec(main?.id ?? '')?.[0] ?? (db.kind === 'cumulative' ? 'Package_for_RollupFix' : undefined);
  if (main?.version === undefined || name === undefined) return undefined;
  return {
    identity: {
      name, version: main.version, publicKeyToken: microsoftToken, architecture: db.architecture ?? 'neutral', language: 'neutral',
    },
    identifier: db.kb,
    releaseType: undefined, description: undefined, displayName: undefined, supportInformation: undefined,
    parents: [], packages: [], minimumServicingStack: undefined, permanent: false, timeStamp: db.createdDate, capabilities: [],
  };
}

/** Among the databases of some updates lie JSON files under the same extension. */
function isXml(bytes: Buffer): boolean {
  return decodeText(bytes.subarray(0, 256)).trimStart().startsWith('<');
}

/** Elements inside their list element, or directly below the root where a database has no list element. */
function listed(root: XmlElement, list: string, name: string): XmlElement[] {
  return [...children(root, list).flatMap((element) => children(element, name)), ...children(root, name)];
}
