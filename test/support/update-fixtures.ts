import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

/** A package manifest to write; see docs/rehearsal.md for the meaning of its parts. */
export interface MumFixture {
  name: string;
  version: string;
  identifier?: string;
  releaseType?: string;
  description?: string;
  /** `name version`. */
  parents?: readonly string[];
  packages?: readonly { name: string; version: string }[];
  minimumServicingStack?: string;
  /** Default `neutral`. */
  language?: string;
  /** More attributes of `assembly`, of `package`, and more elements of `package`, as XML. */
  ofAssembly?: string;
  ofPackage?: string;
  body?: string;
}

const token = '31bf3856ad364e35';

function identityElement(name: string, version: string, language = 'neutral'): string {
  return `<assemblyIdentity name="${name}" version="${version}" processorArchitecture="amd64" language="${language}" publicKeyToken="${token}"/>`;
}

/** The text of a package manifest. */
export function mumText(mum: MumFixture): string {
  const parents = (mum.parents ?? []).map((parent) => identityElement(...parent.split(' ') as [string, string]));
  return `\uFEFF<?xml version="1.0" encoding="utf-8"?>
<assembly xmlns="urn:schemas-microsoft-com:asm.v3" manifestVersion="1.0" description="${mum.description ?? ''}" ${mum.ofAssembly ?? ''}>
  ${identityElement(mum.name, mum.version, mum.language)}
  <package identifier="${mum.identifier ?? ''}" releaseType="${mum.releaseType ?? 'Update'}" restart="possible" ${mum.ofPackage ?? ''}>
    ${mum.body ?? ''}
    ${parents.length === 0 ? '' : `<parent revisionCompare="GE">${parents.join('')}</parent>`}
    ${mum.minimumServicingStack === undefined ? '' : `<installerAssembly name="Microsoft-Windows-ServicingStack" version="${mum.minimumServicingStack}" language="neutral" processorArchitecture="amd64" publicKeyToken="${token}"/>`}
    ${(mum.packages ?? []).map((child, i) => `<update name="${i}"><package integrate="hidden">${identityElement(child.name, child.version)}</package></update>`).join('\n    ')}
  </package>
</assembly>
`;
}

/** `<name>~31bf…~amd64~~<version>` */
export function identityOf(name: string, version: string): string {
  return `${name}~${token}~amd64~~${version}`;
}

/**
 * Writes a cabinet with gcab; `files` maps member names to their content.
 * @param there more members, which lie in the folder `<path>.content` already
 */
export async function writeCab(
  path: string, files: Readonly<Record<string, string | Buffer>>, zip = true, there: readonly string[] = [],
): Promise<void> {
  const folder = `${path}.content`;
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  await execa('gcab', ['-c', ...(zip ? ['-z'] : []), path, ...Object.keys(files), ...there], { cwd: folder, stdin: 'ignore' });
}

/** The properties file of an MSU: UTF-16LE with a byte order mark. */
export function pkgProperties(properties: Readonly<Record<string, string>>): Buffer {
  const text = Object.entries(properties).map(([key, value]) => `${key}="${value}"\r\n`).join('');
  return Buffer.from(`\uFEFF${text}`, 'utf16le');
}

/** The text of the composition database of a cumulative update. */
export function compDbText(kb: string, from: string, to: string, type = 'CumulativeUpdate'): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<CompDB Type="BuildUpdate" CreatedDate="2025-03-30T08:15:00Z" OSVersion="${from}" TargetOSVersion="${to}" BuildArch="amd64">
  <Features><Feature Type="${type}" FeatureID="${type}_${kb}"/></Features>
  <Packages><Package ID="Package_for_RollupFix~~amd64~~${to.replace('10.0.', '')}.1.9" Version="${to.replace('10.0.', '')}.1.9"/></Packages>
</CompDB>`;
}

/**
 * An update of today below `folder`: a WIM with the servicing stack, a payload that nothing here can open, and CompDBs.
 * @param outer packs the metadata once more
 */
export async function writeWimMsu(folder: string, kb: string, from: string, to: string, outer = false): Promise<string> {
  const work = join(folder, kb);
  const content = join(work, 'content');
  await mkdir(content, { recursive: true });
  const pack = async (name: string, files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> => {
    await writeCab(join(work, name), files);
    return readFile(join(work, name));
  };
  await pack('ssu.cab', {
    'update.mum': mumText({
      name: 'Package_for_ServicingStack_3764', version: '26100.3764.1.0', parents: ['Microsoft-Windows-Foundation-Package 10.0.26100.1'],
      ofPackage: 'permanence="permanent" selfUpdate="true"',
    }),
    'amd64_microsoft-windows-servicingstack_31bf3856ad364e35_10.0.26100.3764_none_0123456789abcdef.manifest': 'x',
  });
  await rename(join(work, 'ssu.cab'), join(content, 'SSU-26100.3764-x64.cab'));
  const metadata = await pack('meta.cab', {
    [`LCUCompDB_${kb}.xml.cab`]: await pack('LCU.cab', { [`LCUCompDB_${kb}.xml`]: compDbText(kb, from, to) }),
    [`LCUCompDB_${kb}-express.xml.cab`]: 'not read',
    'model.xml.cab': await pack('model.cab', { 'model.xml': '<CompDB Type="Build"/>', 'noise.xml': '{ "not": "xml" }' }),
  });
  const wrapped = outer ? await pack('outer.cab', { [`outer.AggregatedMetadata_${kb}.cab`]: metadata }) : metadata;
  await writeFile(join(content, 'onepackage.AggregatedMetadata.cab'), wrapped);
  await writeFile(join(content, 'wsusscan.cab'), 'not read');
  await writeFile(join(content, `Windows11.0-${kb}-x64.wim`), 'only DISM opens it');
  await writeFile(join(content, `Windows11.0-${kb}-x64.psf`), `${kb} payload `.repeat(100_000));
  const msu = join(folder, `windows11.0-${kb}-x64.msu`);
  await execa('wimlib-imagex', ['capture', content, msu, '--compress=none', '--no-acls'], { stdin: 'ignore' });
  return msu;
}
