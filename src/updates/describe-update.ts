import { basename, extname } from 'node:path';
import type { FileDigests } from '../files/hash.js';
import { formatBuild } from '../schema/common.js';
import type { UpdateInfo, UpdateKind, UpdatePackage } from '../schema/update.js';
import { appliesTo } from './applies-to.js';
import { buildOfOsVersion, buildOfPrograms, resultBuildOf, targetBuildOf } from './build-of.js';
import { classifyPackage, removesFlash, servicingStackVersion } from './classify.js';
import type { CompDb } from './comp-db.js';
import { invalidUpdate } from './invalid-update.js';
import type { Mum } from './mum.js';
import { checkNameDigest } from './name-digest.js';
import { formatIdentity } from './package-identity.js';
import type { PackageIdentity } from './package-identity.js';
import { provenBy } from './proven-by.js';
import { releaseMonth } from './release-month.js';
import type { PackageCabinet, UpdateContents } from './update-contents.js';

/** What an update file is, or why it is left out. */
export type Description = { update: UpdateInfo } | { refused: string };

interface KnownPackage extends PackageCabinet {
  kind: UpdateKind;
}

/** Decides what an update is from what was read out of it. Throws ServicingError 'update-invalid' for an empty bundle. */
export function describeUpdate(path: string, digest: FileDigests, contents: UpdateContents): Description {
  const known: KnownPackage[] = [];
  for (const cabinet of contents.packages) {
    const standalone = contents.format === 'cab';
    const result = classifyPackage({ file: cabinet.file, members: cabinet.members, mum: cabinet.top, standalone });
    if (!standalone && cabinet.top === undefined && !contents.compDbs.some((db) => db.kind === 'setupDynamic')) {
      throw invalidUpdate({ file: path, member: cabinet.file, what: 'the payload has no update.mum' });
    }
    if ('refused' in result) return result;
    known.push({ ...cabinet, kind: namedByCompDb(cabinet, contents.compDbs) ?? result.kind });
  }
  const main = mainPackage(known, contents.installs);
  if (main === undefined) {
    throw invalidUpdate({ file: path, what: 'the update holds no package cabinet' });
  }
  return { update: buildInfo(path, digest, contents, known, main) };
}

function buildInfo(
  path: string, digest: FileDigests, contents: UpdateContents, known: readonly KnownPackage[], main: KnownPackage,
): UpdateInfo {
  const kinds = new Set(known.map((cabinet) => cabinet.kind));
  const { top } = main;
  const file = basename(path);
  const info: UpdateInfo = {
    path,
    file,
    format: contents.format,
    size: digest.size,
    sha256: digest.sha256,
    kind: kinds.has('cumulative') && kinds.has('servicingStack') ? 'combined' : main.kind,
    identity: top === undefined ? '' : formatIdentity(top.identity),
    version: top?.identity.version ?? '',
    architecture: architectureOf(
      top?.identity.architecture ?? contents.compDbs[0]?.architecture ?? main.programs.find((program) => program.machine)?.machine
        ?? architectureInName(file),
    ),
    language: top?.identity.language ?? 'neutral',
    packages: known.flatMap(listPackages),
    nameDigest: checkNameDigest(file, digest.sha1),
  };
  const optional = { ...optionalFields(file, contents, known, main), stageAs: stagedName(file, contents.format) };
  return Object.assign(info, Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)));
}

function optionalFields(
  file: string, contents: UpdateContents, known: readonly KnownPackage[], main: KnownPackage,
): Partial<UpdateInfo> {
  const { top } = main;
  const stack = known.find((cabinet) => cabinet.kind === 'servicingStack');
  const stackVersion = stack === undefined ? undefined : stackVersionOf(stack);
  const database = main.kind === 'cumulative' ? contents.compDbs.find((db) => db.kind === 'cumulative') : undefined;
  const parents = parentsOf(main);
  const families = appliesTo(parents, contents.properties);
  return {
    kb: knowledgeBaseOf(file, top, contents),
    releaseType: top?.releaseType,
    title: top?.description ?? (top?.displayName === 'default' ? undefined : top?.displayName),
    targetBuild: top === undefined ? buildOfPrograms(main.programs.map((program) => program.version)) : targetBuildOf(top.identity, parents),
    resultBuild: main.kind === 'cumulative'
      ? buildOfOsVersion(database?.targetOsVersion) ?? resultBuildOf(top?.identity.version ?? '') : undefined,
    startsFrom: buildOfOsVersion(database?.osVersion),
    minimumServicingStack: top?.minimumServicingStack,
    servicingStackVersion: stackVersion,
    ...proofOf(main),
    servicingStack: stack?.top !== undefined && stack !== main && stackVersion !== undefined
      ? { version: stackVersion, identity: formatIdentity(stack.top.identity), file: stack.file, ...proofOf(stack) } : undefined,
    releaseMonth: releaseMonth(contents, main),
    appliesTo: families.length === 0 ? undefined : families,
    permanent: top?.permanent === true ? true : undefined,
    capability: main.kind === 'featureOnDemand' ? top?.capabilities[0] : undefined,
    removesFlash: removesFlash({ mum: top }) ? true : undefined,
  };
}

function proofOf({ members, kind }: KnownPackage): Pick<UpdateInfo, 'provenBy'> {
  const file = provenBy(members, kind);
  return file === undefined ? {} : { provenBy: file };
}

/** Version of the stack that a package brings; the lists of its files tell it exactly, its identity nearly always. */
function stackVersionOf(stack: KnownPackage): string | undefined {
  const build = resultBuildOf(stack.top?.identity.version ?? '');
  return servicingStackVersion(stack.members) ?? (build === undefined ? undefined : `10.0.${formatBuild(build)}`);
}

/** The name to stage a file under, where its own will not do: DISM takes an MSU only as .msu and a package cabinet only as .cab. */
export function stagedName(file: string, format: UpdateInfo['format']): string | undefined {
  const wanted = format === 'cab' ? '.cab' : '.msu';
  const extension = extname(file);
  return extension.toLowerCase() === wanted ? undefined : `${basename(file, extension)}${wanted}`;
}

/**
 * The package that proves the update: the cumulative one, else the one that the unattend file installs, else the first
 * one with a manifest.
 */
function mainPackage(known: readonly KnownPackage[], installs: readonly string[]): KnownPackage | undefined {
  return known.find((cabinet) => cabinet.kind === 'cumulative')
    ?? known.find((cabinet) => cabinet.top !== undefined && installs.includes(formatIdentity(cabinet.top.identity)))
    ?? known.find((cabinet) => cabinet.top !== undefined) ?? known[0];
}

/** The vendor's composition databases are the authority where they name the KB of a package. */
function namedByCompDb(cabinet: PackageCabinet, compDbs: readonly CompDb[]): UpdateKind | undefined {
  const { top } = cabinet;
  if (top === undefined) return undefined;
  return compDbs.find((db) => db.packages.some((item) => (
    item.version === top.identity.version && item.id.includes(top.identity.name)
  )))?.kind;
}

/** The top package and all that it brings, each once, in the order of the manifests. */
function listPackages(cabinet: KnownPackage): UpdatePackage[] {
  const listed: UpdatePackage[] = [];
  const seen = new Set<string>();
  const visit = (mum: Mum): void => {
    const identity = formatIdentity(mum.identity);
    if (seen.has(identity)) return;
    seen.add(identity);
    listed.push({
      identity, name: mum.identity.name, version: mum.identity.version, kind: cabinet.kind,
      parents: mum.parents.map(formatIdentity),
    });
    for (const child of mum.packages) {
      const nested = cabinet.nested.get(formatIdentity(child));
      if (nested !== undefined) visit(nested);
    }
  };
  if (cabinet.top !== undefined) visit(cabinet.top);
  return listed;
}

function parentsOf(cabinet: KnownPackage): PackageIdentity[] {
  const own = cabinet.top?.parents ?? [];
  return own.length > 0 ? own : [...cabinet.nested.values()].flatMap((mum) => mum.parents);
}

function knowledgeBaseOf(file: string, top: Mum | undefined, contents: UpdateContents): string | undefined {
  const candidates = [
    top?.identifier, contents.properties.get('kb article number'), top?.supportInformation, top?.identity.name,
    contents.compDbs[0]?.kb,
  ];
  for (const text of candidates) {
    const digits = /(?:^|KB|=|\/)(\d{6,8})(?:\D|$)/iu.exec(text ?? '')?.[1];
    if (digits !== undefined) return `KB${digits}`;
  }
  const named = /KB(\d{6,8})/iu.exec(file)?.[1];
  return named === undefined ? undefined : `KB${named}`;
}

function architectureInName(file: string): string {
  return /[-_](x64|amd64|x86|arm64)\b/iu.exec(file)?.[1]?.toLowerCase() ?? 'neutral';
}

function architectureOf(name: string): UpdateInfo['architecture'] {
  const known: Readonly<Record<string, UpdateInfo['architecture']>> = {
    amd64: 'x64', x64: 'x64', x86: 'x86', arm64: 'arm64',
  };
  return known[name.toLowerCase()] ?? 'neutral';
}
