import { mkdir, writeFile } from 'node:fs/promises';
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
}

const token = '31bf3856ad364e35';

function identityElement(name: string, version: string): string {
  return `<assemblyIdentity name="${name}" version="${version}" processorArchitecture="amd64" language="neutral" publicKeyToken="${token}"/>`;
}

/** The text of a package manifest. */
export function mumText(mum: MumFixture): string {
  const parents = (mum.parents ?? []).map((parent) => identityElement(...parent.split(' ') as [string, string]));
  return `\uFEFF<?xml version="1.0" encoding="utf-8"?>
<assembly xmlns="urn:schemas-microsoft-com:asm.v3" manifestVersion="1.0" description="${mum.description ?? ''}">
  ${identityElement(mum.name, mum.version)}
  <package identifier="${mum.identifier ?? ''}" releaseType="${mum.releaseType ?? 'Update'}" restart="possible">
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

/** Writes a cabinet with gcab; `files` maps member names to their content. */
export async function writeCab(path: string, files: Readonly<Record<string, string | Buffer>>, zip = true): Promise<void> {
  const folder = `${path}.content`;
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  await execa('gcab', ['-c', ...(zip ? ['-z'] : []), path, ...Object.keys(files)], { cwd: folder, stdin: 'ignore' });
}

/** The properties file of an MSU: UTF-16LE with a byte order mark. */
export function pkgProperties(properties: Readonly<Record<string, string>>): Buffer {
  const text = Object.entries(properties).map(([key, value]) => `${key}="${value}"\r\n`).join('');
  return Buffer.from(`\uFEFF${text}`, 'utf16le');
}
