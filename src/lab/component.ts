import { createHash } from 'node:crypto';
import { assemblyIdentity, componentFolder, type Identity } from './identity.js';
import { element, xmlDocument } from './xml.js';

/** A file of a component. */
export interface ComponentFile {
  /** File name; may hold folders with `/`. */
  name: string;
  /** With a variable of the servicing stack, e.g. `$(runtime.system32)\`. */
  destination: string;
  content: Buffer;
  /** Last write time. */
  time: Date;
}

/** A registry value of a component. */
export interface ComponentRegistryValue {
  /** Below the hive; of SYSTEM with `CurrentControlSet`. */
  key: string;
  /** Default SOFTWARE. */
  hive?: 'SOFTWARE' | 'SYSTEM';
  name: string;
  type: 'REG_SZ' | 'REG_EXPAND_SZ' | 'REG_DWORD';
  /** REG_DWORD as `0x…`. */
  value: string;
}

/** What Windows installs as one piece, at one version. */
export interface Component {
  identity: Identity;
  files: readonly ComponentFile[];
  registry: readonly ComponentRegistryValue[];
}

/** The manifest of a component: plain XML of asm.v3 (Windows keeps installed ones compressed). */
export function componentManifest(component: Component): Buffer {
  const { identity, files, registry } = component;
  const keys = [...new Set(registry.map(machineKey))];
  return xmlDocument(element('assembly', { xmlns: 'urn:schemas-microsoft-com:asm.v3', manifestVersion: '1.0' }, [
    assemblyIdentity(identity, 'assemblyIdentity', { versionScope: 'nonSxS' }),
    ...files.map((file) => element('file', {
      name: file.name, destinationPath: file.destination, sourceName: file.name, importPath: '$(build.nttree)\\',
    }, [element('hash', { algorithm: 'SHA256', value: createHash('sha256').update(file.content).digest('base64') })])),
    ...(keys.length === 0 ? [] : [element('registryKeys', {}, keys.map((key) => element('registryKey', { keyName: key },
      registry.filter((value) => machineKey(value) === key)
        .map((value) => element('registryValue', { name: value.name, valueType: value.type, value: value.value })))))]),
  ]));
}

function machineKey(value: ComponentRegistryValue): string {
  return `HKEY_LOCAL_MACHINE\\${value.hive ?? 'SOFTWARE'}\\${value.key}`;
}

/** Where a file of a component goes in an image, as a relative path with `/`. */
export function projectedPath(file: ComponentFile): string {
  const roots: Readonly<Record<string, string>> = {
    'runtime.system32': 'Windows/System32', 'runtime.windows': 'Windows', 'runtime.fonts': 'Windows/Fonts', 'runtime.bootdrive': '',
  };
  const path = file.destination.replace(/^\$\(([^)]+)\)/u, (whole, variable: string) => roots[variable.toLowerCase()] ?? whole);
  return `${path}/${file.name}`.replaceAll('\\', '/').replace(/\/{2,}/gu, '/').replace(/^\//u, '');
}

/** The files of a component as they lie beside or below its manifest, by relative path. */
export function componentPayload(component: Component): Map<string, ComponentFile> {
  const folder = componentFolder(component.identity);
  return new Map(component.files.map((file) => [`${folder}/${file.name}`, file]));
}
