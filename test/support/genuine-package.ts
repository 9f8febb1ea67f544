import { createHash } from 'node:crypto';
import { makeCabinet, type CabinetEntry } from '../../src/lab/cabinet.js';
import { componentFolder, type Identity } from '../../src/lab/identity.js';

/**
 * Packages in the form that updates of Windows have and the lab's do not use: namespace prefixes, byte order marks, deployments
 * that bring components, several parents, drivers, elements that nobody here knows. Written from public descriptions.
 */
export interface GenuineComponent extends Identity {
  /** Content of the manifest after its identity. */
  body?: string;
  files?: Readonly<Record<string, string | Buffer>>;
  /** As Windows compresses it, unreadable without the base in wcp.dll. */
  compressed?: boolean;
}

export interface GenuinePackage extends Identity {
  /** Content of the package element. */
  body: string;
  /** Default KB0000000. */
  identifier?: string;
}

const time = new Date('2018-07-05T10:00:00Z');

/** `assemblyIdentity` in the attribute order of Windows. */
export function identityElement(identity: Identity, tag = 'assemblyIdentity', more = ''): string {
  const { name, version, architecture = 'amd64', language = 'neutral' } = identity;
  return `<${tag} name="${name}" version="${version}" processorArchitecture="${architecture}" language="${language}" `
    + `buildType="release" publicKeyToken="31bf3856ad364e35"${more}/>`;
}

/** The text of a package manifest. */
export function genuineMum(item: GenuinePackage): string {
  return '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n'
    + '<assembly xmlns="urn:schemas-microsoft-com:asm.v3" manifestVersion="1.0" description="Fix for KB0000000" displayName="default" company="c">'
    + `${identityElement(item)}<package identifier="${item.identifier ?? 'KB0000000'}" releaseType="Security Update" restart="possible">`
    + `${item.body}</package></assembly>`;
}

/** Packs packages (the first is the top one) and components into a cabinet. */
export async function genuineCab(
  file: string, packages: readonly GenuinePackage[], components: readonly GenuineComponent[], more: Readonly<Record<string, Buffer | string>> = {},
): Promise<void> {
  await makeCabinet(genuineEntries(packages, components, more), file, { compress: true });
}

/** The members of such a cabinet. */
export function genuineEntries(
  packages: readonly GenuinePackage[], components: readonly GenuineComponent[], more: Readonly<Record<string, Buffer | string>> = {},
): CabinetEntry[] {
  const entries: CabinetEntry[] = [];
  const put = (name: string, content: Buffer | string): void => {
    entries.push({ name, content: Buffer.from(content), time });
  };
  packages.forEach((item, index) => {
    // The top manifest has a byte order mark, its children are UTF-16.
    const name = index === 0 ? 'update' : `${item.name}~31bf3856ad364e35~${item.architecture ?? 'amd64'}~~${item.version}`;
    const text = `\ufeff${genuineMum(item)}`;
    put(`${name}.mum`, index === 0 ? text : Buffer.from(text.replace('utf-8', 'utf-16'), 'utf16le'));
    put(`${name}.cat`, 'no signature');
  });
  for (const item of components) {
    const folder = genuineFolder(item);
    put(`${folder}.manifest`, item.compressed === true ? Buffer.from('DCM\u0001PA30 not for our eyes', 'latin1')
      : '\ufeff<?xml version="1.0" encoding="utf-8"?>\r\n<asm:assembly xmlns:asm="urn:schemas-microsoft-com:asm.v3" manifestVersion="1.0">'
        + `${identityElement(item, 'asm:assemblyIdentity', ' versionScope="nonSxS"')}${item.body ?? ''}</asm:assembly>`);
    for (const [name, content] of Object.entries(item.files ?? {})) put(`${folder}/${name}`, content);
  }
  for (const [name, content] of Object.entries(more)) put(name, content);
  return entries;
}

/** Folder name with a long name cut in the middle, as Windows cuts it. */
export function genuineFolder(identity: Identity): string {
  const { name } = identity;
  const cut = name.length <= 40 ? name : `${name.slice(0, 19)}..${name.slice(-19)}`;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return componentFolder({ ...identity, name: cut }).replace(/[0-9a-f]{16}$/u, hash);
}
