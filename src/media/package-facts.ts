import type { PackageFacts } from '../schema/media.js';
import type { WimFile } from './wim-file.js';

const packagesPath = 'Windows/servicing/Packages';
/** Of updates; other packages came with Windows. */
const ofUpdate = /^Package_for_/iu;

/**
 * What an image's manifests say of the packages that updates brought: KB and release type. The beginning of a manifest is
 * read, not all of it, and its SHA-1 is not checked.
 * @throws ServicingError as readMetadata; manifests that are not in the files that were opened are left out
 */
export async function readPackageFacts(wim: WimFile, index: number, packages: readonly string[], options: { signal?: AbortSignal | undefined }): Promise<PackageFacts> {
  const wanted = packages.filter((identity) => ofUpdate.test(identity));
  const contents = await wim.askMetadata(index, (tree) => wanted.map((identity) => ({ identity, sha1: tree.find(`${packagesPath}/${identity}.mum`)?.sha1 })), options);
  const facts: PackageFacts = {};
  for (const { identity, sha1 } of contents) {
    if (sha1 === undefined || !wim.isReadable(sha1)) continue;
    const [first] = await (await wim.openContent(sha1, `${identity}.mum`)).pieces(0, 1, options.signal);
    const found = first === undefined ? {} : manifestFacts(Buffer.from(first).toString('utf8'));
    if (Object.keys(found).length > 0) facts[identity] = found;
  }
  return facts;
}

/** KB and release type from the beginning of an `update.mum`. */
export function manifestFacts(beginning: string): PackageFacts[string] {
  const element = /<package\s[^>]*>/u.exec(beginning)?.[0] ?? '';
  const kb = /\bidentifier\s*=\s*["'](KB\d+)["']/iu.exec(element)?.[1];
  const releaseType = /\breleaseType\s*=\s*["']([^"'<&]+)["']/u.exec(element)?.[1];
  return { ...(kb === undefined ? {} : { kb: kb.toUpperCase() }), ...(releaseType === undefined ? {} : { releaseType }) };
}

/** Facts and states together: a state only where it is not `Installed`. */
export function withStates(facts: PackageFacts, states: ReadonlyMap<string, string>): PackageFacts {
  const found: PackageFacts = { ...facts };
  for (const [identity, state] of states) if (state !== 'Installed') found[identity] = { ...found[identity], state };
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}
