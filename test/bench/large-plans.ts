import { createHash } from 'node:crypto';
import type { PlanOptions } from '../../src/plan/create-plan.js';
import type { InputInfo } from '../../src/schema/inputs.js';
import type { ImageInfo, MediaInfo } from '../../src/schema/media.js';
import type { UpdateInfo, UpdateKind, UpdateScan } from '../../src/schema/update.js';
import { image, media, planOptions, scan, update } from '../support/plan-fixtures.js';

/** What a plan is made of. */
export interface PlanInput {
  readonly media: MediaInfo;
  readonly scan: UpdateScan;
  readonly options: PlanOptions;
  readonly inputs: readonly InputInfo[];
}

export const editionCount = 12;

const token = '31bf3856ad364e35';
/** As many as install images of Windows 10 have. */
const packagesPerImage = 1_500;

const languages = [
  'ar-SA', 'bg-BG', 'cs-CZ', 'da-DK', 'de-DE', 'el-GR', 'en-GB', 'es-ES', 'es-MX', 'et-EE', 'fi-FI', 'fr-CA', 'fr-FR', 'he-IL', 'hr-HR', 'hu-HU', 'it-IT', 'ja-JP', 'ko-KR',
  'lt-LT', 'lv-LV', 'nb-NO', 'nl-NL', 'pl-PL', 'pt-BR', 'pt-PT', 'ro-RO', 'ru-RU', 'sk-SK', 'sl-SI', 'sr-Latn-RS', 'sv-SE', 'th-TH', 'tr-TR', 'uk-UA', 'zh-CN', 'zh-TW',
];

/** Plans that are as large as a plan gets, by what makes them large. */
export const largePlans: Readonly<Record<string, (count: number) => PlanInput>> = {
  // A folder in which years of updates have gathered: of each kind one is taken, or none.
  'most left out': (count) => ({ ...base(), scan: scan(...chosen(), ...leftOut(count - chosen().length)) }),
  // .NET Framework updates of versions that do not replace each other all apply, to each edition.
  'one in three applies': (count) => ({ ...base(), scan: scan(...chosen(), ...dotNet(Math.floor(count / 3)), ...leftOut(count - chosen().length - Math.floor(count / 3))) }),
  // All languages of Windows out of the languages and features media, besides the same folder of updates.
  'all languages': (count) => ({
    ...base(), scan: scan(...chosen(), ...leftOut(count - chosen().length)), options: planOptions({ languages }), inputs: [languageMedia()],
  }),
};

function base(): Pick<PlanInput, 'media' | 'options' | 'inputs'> {
  const packages = Array.from({ length: packagesPerImage }, (_none, at) => `Microsoft-Windows-Component-${at}-Package~${token}~amd64~~10.0.17134.1`);
  const editions = Array.from({ length: editionCount }, (_none, at): ImageInfo => image(at + 1, `Windows 10 Edition ${at + 1}`, { packages: [...packages], ubr: 1 }));
  return { media: media({}, editions), options: planOptions(), inputs: [] };
}

function chosen(): UpdateInfo[] {
  return [
    made('servicingStack', 9_999, { servicingStackVersion: '10.0.17134.9999' }), made('cumulative', 9_999, { resultBuild: { build: 17134, ubr: 9_999 } }),
    made('adobeFlash', 9_999), made('safeOs', 9_999), made('setupDynamic', 9_999, { identity: '', format: 'cab' }),
  ];
}

/** Older ones of every kind, of other builds and architectures, twins, and what is no update of images at all. */
function leftOut(count: number): UpdateInfo[] {
  const kinds: readonly UpdateKind[] = ['servicingStack', 'cumulative', 'adobeFlash', 'safeOs', 'setupDynamic', 'languagePack', 'featureOnDemand', 'driver', 'other', 'dotNet'];
  return Array.from({ length: count }, (_none, at) => made(kinds[at % kinds.length] ?? 'other', at + 1, {
    ...(at % 3 === 0 ? { targetBuild: 19041 + at % 5 } : {}), ...(at % 7 === 0 ? { architecture: 'arm64' } : {}), ...(at % 4 === 0 ? { releaseMonth: `20${10 + at % 10}-0${1 + at % 9}` } : {}),
    ...(kinds[at % kinds.length] === 'setupDynamic' ? { format: 'cab' } : {}),
  }));
}

function dotNet(count: number): UpdateInfo[] {
  return Array.from({ length: count }, (_none, at) => made('dotNet', at + 1, { identity: `Package_for_DotNetRollup_${at}~${token}~amd64~~10.0.${at}.1`, version: `10.0.${at}.1` }));
}

/** An update with the packages that one of its kind has. */
function made(kind: UpdateKind, age: number, fields: Partial<UpdateInfo> = {}): UpdateInfo {
  const version = `17134.${age}.1.1`;
  const identity = `Package_for_${kind}_${age}~${token}~amd64~~${version}`;
  const packages = Array.from({ length: kind === 'cumulative' ? 40 : 4 }, (_none, at) => ({
    identity: at === 0 ? fields.identity ?? identity : `Package_${at}_${kind}_${age}~${token}~amd64~~${version}`, name: `Package_${at}_${kind}_${age}`, version, kind,
    parents: Array.from({ length: 8 }, (_nothing, parent) => `Microsoft-Windows-Component-${(age + parent) % packagesPerImage}-Package~${token}~amd64~~10.0.17134.1`),
  }));
  return update({
    file: `windows10.0-kb${4_000_000 + age}-${kind}-x64.msu`, kind, kb: `KB${4_000_000 + age}`, identity, version, targetBuild: 17134, packages,
    sha256: createHash('sha256').update(`${kind} ${age}`).digest('hex'), ...fields,
  });
}

/** The cabinets of the languages and features media: packs, language features, optional components of WinPE, and all the other features. */
function languageMedia(): InputInfo {
  const identities: Record<string, string> = {};
  const put = (path: string, name: string, language: string): void => { identities[path] = `${name}~${token}~amd64~${language}~10.0.17134.1`; };
  const folder = 'Windows Preinstallation Environment/x64/WinPE_OCs';
  put(`${folder}/WinPE-Speech-TTS.cab`, 'WinPE-Speech-TTS-Package', '');
  for (const script of ['Arab', 'Hebr', 'Jpan', 'Kore', 'Thai', 'Hans', 'Hant']) put(`Microsoft-Windows-LanguageFeatures-Fonts-${script}-Package~${token}~amd64~~.cab`, `Microsoft-Windows-LanguageFeatures-Fonts-${script}-Package`, '');
  for (const tag of languages) {
    const lower = tag.toLowerCase();
    put(`x64/langpacks/Microsoft-Windows-Client-Language-Pack_x64_${lower}.cab`, 'Microsoft-Windows-Client-LanguagePack-Package', tag);
    for (const kind of ['Basic', 'OCR', 'Handwriting', 'TextToSpeech', 'Speech']) put(`Microsoft-Windows-LanguageFeatures-${kind}-${lower}-Package~${token}~amd64~~.cab`, `Microsoft-Windows-LanguageFeatures-${kind}-${lower}-Package`, '');
    put(`${folder}/${lower}/lp.cab`, 'Microsoft-Windows-WinPE-LanguagePack-Package', tag);
    put(`${folder}/WinPE-Speech-TTS-${tag}.cab`, `WinPE-Speech-TTS-${tag}-Package`, '');
    for (const component of ['HTA', 'MDAC', 'NetFx', 'PowerShell', 'Rejuv', 'Scripting', 'SRT', 'StorageWMI', 'WMI', 'WDS-Tools']) put(`${folder}/${lower}/WinPE-${component}_${lower}.cab`, `WinPE-${component}-Package`, tag);
    for (const feature of ['Notepad', 'Paint', 'Wordpad', 'StepsRecorder', 'InternetExplorer']) put(`Microsoft-Windows-${feature}-FoD-Package~${token}~amd64~${tag}~.cab`, `Microsoft-Windows-${feature}-FoD-Package`, tag);
  }
  return { kind: 'source', path: '/features', name: 'features', sha256: 'f'.repeat(64), stamp: 'e'.repeat(64), size: 1e10, files: Object.keys(identities).sort(), identities };
}
