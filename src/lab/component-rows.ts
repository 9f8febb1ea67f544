import type { Component, ComponentFile, ComponentRegistryValue } from './component.js';
import { componentFolder } from './identity.js';
import { makePe } from './pe-file.js';

/** A component as the tables of the generations have it: where its files go, and whether the updates renew it. */
export interface ComponentRow {
  name: string;
  files: readonly FileRow[];
  /** The cumulative update brings it. */
  renewed?: boolean;
  language?: string;
  token?: string;
  /** Its version on the media, where it is not that of the release. */
  version?: string;
  registry?: readonly ComponentRegistryValue[];
}

export interface FileRow {
  name: string;
  destination: string;
  /** Bytes of filling; default 8192. */
  filling?: number;
  /** Text files have no version; what stands here is followed by the component's version. */
  text?: string;
  /** File version that is not the component's, by component version. */
  versions?: Readonly<Record<string, string>>;
  /** What the file holds at a component's version, for files that are neither programs nor texts. */
  content?: (version: string) => Buffer;
}

export const system32 = '$(runtime.system32)\\';
export const windows = '$(runtime.windows)\\';
export const bootDrive = '$(runtime.bootDrive)\\';

/** Rows of programs that go to one folder. */
export const files = (destination: string, ...names: string[]): FileRow[] => names.map((name) => ({ name, destination }));

/** A row of the tables at a version. */
export function componentOf(row: ComponentRow, version: string, time: Date): Component {
  return {
    identity: {
      name: row.name, version, ...(row.language === undefined ? {} : { language: row.language }),
      ...(row.token === undefined ? {} : { token: row.token }),
    },
    files: row.files.map((file) => fileOf(file, version, time)), registry: row.registry ?? [],
  };
}

/** Everything in the tables as the media of a version have it. */
export function componentsOf(rows: readonly ComponentRow[], version: string, time: Date): Component[] {
  return rows.map((row) => componentOf(row, row.version ?? version, time));
}

/** Those rows that a cumulative update renews, at its version. */
export function renewed(rows: readonly ComponentRow[], version: string, time: Date): Component[] {
  return rows.filter((row) => row.renewed === true).map((row) => componentOf(row, version, time));
}

const stackFiles: readonly FileRow[] = files(`${windows}servicing\\`, 'TrustedInstaller.exe', 'CbsApi.dll', 'CbsCore.dll', 'wcp.dll', 'TiWorker.exe');

/** The servicing stack at a version; it also writes its version into the hive. */
export function servicingStack(version: string, time: Date): Component {
  const row: ComponentRow = { name: 'Microsoft-Windows-ServicingStack', files: stackFiles };
  const component = componentOf(row, version, time);
  return { ...component, registry: [{
    key: 'Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Version', name: version, type: 'REG_EXPAND_SZ',
    value: `%SystemRoot%\\WinSxS\\${componentFolder(component.identity)}`,
  }] };
}

/** The component that carries the update build revision, the last field of its version. */
export function revisionComponent(version: string): Component {
  const revision = Number(version.split('.').at(-1));
  return {
    identity: { name: 'Microsoft-Windows-Update-Revision', version }, files: [],
    registry: [{
      key: 'Microsoft\\Windows NT\\CurrentVersion', name: 'UBR', type: 'REG_DWORD',
      value: `0x${revision.toString(16).padStart(8, '0')}`,
    }],
  };
}

function fileOf(file: FileRow, version: string, time: Date): ComponentFile {
  return { name: file.name, destination: file.destination, content: contentOf(file, version), time };
}

function contentOf(file: FileRow, version: string): Buffer {
  if (file.content !== undefined) return file.content(version);
  if (file.text !== undefined) return Buffer.from(`${file.text}\r\nrem ${version}\r\n`, 'latin1');
  return makePe({ name: file.name, version: file.versions?.[version] ?? version, filling: file.filling ?? 8192 });
}
