import { bootDrive, files, system32, type ComponentRow } from './component-rows.js';
import type { PackageRow } from './release.js';

/** The packages of a language, in install images and in WinPE. Names: those of Microsoft's language and features media. */

/** A language that the lab has packages for, beside en-US. */
export interface Language {
  /** e.g. `de-DE`. */
  tag: string;
  /** The script whose fonts Windows needs for it, and one of them. */
  fonts?: { script: string; file: string };
}

export const labLanguages: readonly Language[] = [{ tag: 'de-DE' }, { tag: 'ja-JP', fonts: { script: 'Jpan', file: 'meiryo.ttc' } }];

/** Kinds of language features in the order in which they need each other. */
export const languageFeatureKinds = ['Basic', 'OCR', 'Handwriting', 'TextToSpeech', 'Speech'] as const;
export type LanguageFeatureKind = (typeof languageFeatureKinds)[number];

/** An optional component of WinPE with one of its programs. */
export interface OptionalComponent {
  name: string;
  file: string;
  /** Where the program is and, below it, the texts of each language; default System32. */
  folder?: string;
}

const sources = `${bootDrive}sources\\`;

/** Optional components that the boot images of media have. */
export const peComponentsOfMedia: readonly OptionalComponent[] = [
  { name: 'EnhancedStorage', file: 'ehstorapi.dll' }, { name: 'HTA', file: 'mshta.exe' }, { name: 'Scripting', file: 'cscript.exe' },
  { name: 'SecureStartup', file: 'fveapi.dll' }, { name: 'SRT', file: 'bmrui.exe' }, { name: 'WDS-Tools', file: 'wdscapture.exe' },
  { name: 'WMI', file: 'wmiutils.dll' },
];

/** What only the Setup image has; its package is not made by {@link optionalComponent}. */
export const setupComponent: OptionalComponent = { name: 'Setup', file: 'w32uires.dll', folder: sources };

/** What only the recovery environment has; the package of the second is not made by {@link optionalComponent}. */
export const storageComponent: OptionalComponent = { name: 'StorageWMI', file: 'storagewmi.dll' };
export const rejuvenationComponent: OptionalComponent = { name: 'Rejuv', file: 'recenv.exe', folder: `${sources}recovery\\` };

/** An optional component as a package without texts. */
export function optionalComponent({ name, file, folder = system32 }: OptionalComponent): PackageRow {
  return { name: `WinPE-${name}-Package`, releaseType: 'Feature Pack', rows: [{ name: `Microsoft-Windows-WinPE-${name}`, renewed: true, files: files(folder, file) }] };
}

/** The texts of an optional component; they need it, and WinPE in that language. */
export function localizedComponent({ name, file, folder = system32 }: OptionalComponent, language: string): PackageRow {
  return { name: `WinPE-${name}-Package`, releaseType: 'Feature Pack', language, rows: [textsOf(`Microsoft-Windows-WinPE-${name}`, folder, language, file)] };
}

/** The texts of WinPE itself. */
export function peLanguagePack(language: string): PackageRow {
  return {
    name: 'Microsoft-Windows-WinPE-LanguagePack-Package', releaseType: 'Language Pack', language,
    rows: [{ ...textsOf('Microsoft-Windows-WinPE-Shell', system32, language, 'winpeshl.exe'), registry: [languageValue(language)] }],
  };
}

/** The texts of Windows for PCs or for servers. */
export function languagePack(product: 'Client' | 'Server', language: string): PackageRow {
  return {
    name: `Microsoft-Windows-${product}-LanguagePack-Package`, releaseType: 'Language Pack', language,
    rows: [{ ...textsOf('Microsoft-Windows-Kernel32', system32, language, 'kernel32.dll', 'notepad.exe'), renewed: true, registry: [languageValue(language)] }],
  };
}

/** A language feature as a package on demand. */
export function languageFeature(kind: LanguageFeatureKind, language: string): PackageRow {
  const name = `Microsoft-Windows-LanguageFeatures-${kind}-${language.toLowerCase()}`;
  return { name: `${name}-Package`, releaseType: 'OnDemand Pack', rows: [{ name, files: files(`${system32}${language.toLowerCase()}\\`, `${kind.toLowerCase()}.dll`) }] };
}

/** The fonts of a script as a package on demand. */
export function fontFeature({ script, file }: NonNullable<Language['fonts']>): PackageRow {
  const name = `Microsoft-Windows-LanguageFeatures-Fonts-${script}`;
  return {
    name: `${name}-Package`, releaseType: 'OnDemand Pack', capability: { name: `Language.Fonts.${script}`, language: `und-${script.toUpperCase()}` },
    rows: [{ name, files: [{ name: file, destination: '$(runtime.fonts)\\', text: 'a font of the lab' }] }],
  };
}

/** Fonts of WinPE for a language. */
export function peFontSupport(language: string, file: string): PackageRow {
  return { name: `WinPE-FontSupport-${language.toUpperCase()}-Package`, releaseType: 'Feature Pack', rows: [{
    name: `Microsoft-Windows-WinPE-FontSupport-${language}`, files: [{ name: file, destination: '$(runtime.fonts)\\', text: 'a font of the lab' }],
  }] };
}

/** Speech of WinPE: without a language the engine, with one its voice. */
export function peSpeech(language?: string): PackageRow {
  const name = 'Microsoft-Windows-WinPE-Speech-TTS';
  const voice = language === undefined ? {} : { language };
  const folder = `${system32}Speech\\Engines\\TTS\\${language ?? 'Common'}\\`;
  return { name: 'WinPE-Speech-TTS-Package', releaseType: 'Feature Pack', ...voice, rows: [{ name, ...voice, files: files(folder, 'msttsengine.dll') }] };
}

function textsOf(component: string, folder: string, language: string, ...programs: string[]): ComponentRow {
  const destination = `${folder}${folder === system32 ? language : language.toLowerCase()}\\`;
  return { name: `${component}.Resources`, language, files: files(destination, ...programs.map((name) => `${name}.mui`)) };
}

/** Tells Windows that it has a language. */
function languageValue(language: string): NonNullable<ComponentRow['registry']>[number] {
  return { hive: 'SYSTEM', key: `CurrentControlSet\\Control\\MUI\\UILanguages\\${language}`, name: 'Type', type: 'REG_DWORD', value: '0x00000112' };
}
