import { createHash } from 'node:crypto';
import { formatBuild } from '../schema/common.js';
import type { DriverInf } from '../schema/inputs.js';
import type { ImageInfo, PackageFacts } from '../schema/media.js';
import type { FinishedFile, ServicingResult } from '../schema/result.js';

/** A name and a value in the tool's own namespace. */
export type Fact = readonly [name: string, value: string];

/** An identity `Name~publicKeyToken~architecture~language~version` in its parts; empty where it has fewer. */
export function identityParts(identity: string): { name: string; token: string; architecture: string; language: string; version: string } {
  const [name = '', token = '', architecture = '', language = '', version = ''] = identity.split('~');
  return { name, token, architecture, language, version };
}

/** Packages of something, and what is known of them; no facts where its hive could not be read. */
export interface PackageHolder {
  /** Of the component that has them. */
  readonly ref: string;
  readonly packages: readonly string[];
  readonly facts: PackageFacts | undefined;
}

/** What is known of a package, in all that have it; a state for each where they differ. */
export function packageFactsOf(identity: string, holders: readonly PackageHolder[], result: ServicingResult): Fact[] {
  const { architecture, language } = identityParts(identity);
  const update = result.plan.updates.find((decision) => decision.identity.toLowerCase() === identity.toLowerCase());
  const known = holders.map(({ facts }) => facts?.[identity]).filter((facts) => facts !== undefined);
  const kb = update?.kb ?? known.find((facts) => facts.kb !== undefined)?.kb;
  const releaseType = known.find((facts) => facts.releaseType !== undefined)?.releaseType;
  return [
    ['identity', identity],
    ...(architecture === '' ? [] : [['architecture', architecture] as const]),
    ...(language === '' ? [] : [['language', language] as const]),
    ...(kb === undefined ? [] : [['kb', kb] as const]),
    ...(releaseType === undefined ? [] : [['release-type', releaseType] as const]),
    ...(update === undefined ? [] : [['update-file', update.file] as const, ['update-sha256', update.sha256] as const]),
    ...stateFacts(identity, holders),
  ];
}

function stateFacts(identity: string, holders: readonly PackageHolder[]): Fact[] {
  const states = holders.filter(({ facts }) => facts !== undefined).map(({ ref, facts }) => ({ ref, state: facts?.[identity]?.state ?? 'Installed' }));
  const [first] = states;
  if (first === undefined) return [];
  if (states.length === holders.length && states.every(({ state }) => state === first.state)) return [['state', first.state]];
  return states.map(({ ref, state }) => [`state:${ref}`, state]);
}

/** The build of an image as people know it, e.g. `26100.1742`. */
export function imageBuild({ currentBuild, version, ubr }: ImageInfo): string | undefined {
  const build = currentBuild ?? version?.build;
  return build === undefined ? undefined : formatBuild({ build, ubr: ubr ?? version?.spBuild ?? 0 });
}

export function imageFacts(image: ImageInfo, wim: string): Fact[] {
  const { version } = image;
  const optional: readonly (readonly [string, string | undefined])[] = [
    ['edition', image.editionId], ['installation-type', image.installationType], ['product-name', image.productName], ['flags', image.flags],
    ['architecture', image.architecture], ['default-language', image.defaultLanguage], ['servicing-stack', image.servicingStack],
    ['version', version === undefined ? undefined : `${version.major}.${version.minor}.${version.build}.${version.spBuild}`],
  ];
  return [
    ['wim', wim], ['index', String(image.index)], ['languages', image.languages.join(',')], ['size', String(image.size)], ['identity', image.identity],
    ['rehearsed', String(image.rehearsed)],
    ...optional.filter((fact): fact is Fact => fact[1] !== undefined),
    ...Object.entries(image.features ?? {}).map(([feature, state]) => [`feature:${feature}`, state] as const),
  ];
}

/** A UUID that the run alone decides, so that a bill made again has the same. */
export function serialNumberOf({ runId, startedAt, plan }: ServicingResult): string {
  const digest = createHash('sha256').update(`offline-servicing bill of materials\n${runId}\n${startedAt}\n${plan.digest}`).digest();
  // Marks of RFC 9562: version 8 (made in a way of one's own), variant 10.
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x80, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex', 0, 16);
  return `urn:uuid:${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')}`;
}

const bootFile = /^(?:bootmgr(?:\.efi)?$|boot\/|efi\/)/iu;
const imageFile = /\.(?:wim|esd|swm)$/iu;

/** A file that the bill has, and why: it has images, or the media starts with it. */
export interface ListedFile { readonly file: FinishedFile; readonly kind: 'images' | 'boot' }

export function listedFiles(files: readonly FinishedFile[]): ListedFile[] {
  return files.flatMap((file): ListedFile[] => {
    if (imageFile.test(file.path)) return [{ file, kind: 'images' }];
    return bootFile.test(file.path) ? [{ file, kind: 'boot' }] : [];
  });
}

/** A driver package that the run added, and where to. */
export interface AddedDriver {
  /** `<SHA-256 of the INF>`, or of the folder where a result of 0.1.0 knows no more. */
  readonly ref: string;
  /** Name of the INF, or of the folder. */
  readonly name: string;
  readonly inf: DriverInf | undefined;
  /** Digests of the folders that had it. */
  readonly inputs: readonly string[];
  readonly targets: readonly string[];
}

/** Driver packages that the run added, each INF once. */
export function addedDrivers({ plan, steps }: ServicingResult): AddedDriver[] {
  const added = new Map<string, AddedDriver & { inputs: string[]; targets: string[] }>();
  const ended = new Map(steps.map(({ id, status }) => [id, status]));
  for (const { id, target, do: action } of plan.steps) {
    if (action.action !== 'add-drivers' || (ended.get(id) !== 'done' && ended.get(id) !== 'cached')) continue;
    const { name, input } = action;
    const infs = plan.drivers?.[input];
    const parts = infs === undefined ? [{ ref: input, name, inf: undefined }] : infs.map((inf) => ({ ref: inf.sha256, name: inf.inf.slice(inf.inf.lastIndexOf('/') + 1), inf }));
    for (const part of parts) {
      const known = added.get(part.ref) ?? { ...part, inputs: [], targets: [] };
      if (!known.inputs.includes(input)) known.inputs.push(input);
      if (!known.targets.includes(target)) known.targets.push(target);
      added.set(part.ref, known);
    }
  }
  return [...added.values()];
}

export function driverFacts({ inf, inputs, targets }: AddedDriver): Fact[] {
  const optional: readonly (readonly [string, string | undefined])[] = [['inf', inf?.inf], ['class', inf?.className], ['date', inf?.date]];
  return [
    ...optional.filter((fact): fact is Fact => fact[1] !== undefined),
    ...inputs.map((input) => ['input-sha256', input] as const), ...targets.map((target) => ['target', target] as const),
  ];
}
