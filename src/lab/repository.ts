import { mkdir, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { componentsOf } from './component-rows.js';
import type { Identity } from './identity.js';
import {
  fontFeature, labLanguages, languageFeature, languageFeatureKinds, languagePack, localizedComponent, peComponentsOfMedia, peFontSupport,
  peLanguagePack, peSpeech, rejuvenationComponent, setupComponent, storageComponent, type Language,
} from './language-packages.js';
import { netfx3PackageOf, netfx3Payload } from './netfx3.js';
import { editionPackages, packagesOf, packageVersion, rowIdentity, type PackageRow, type Product, type Release } from './release.js';
import { featureRows } from './repository-rows.js';
import { makePackageCab, type MakeCall, type UpdateSpec } from './update-file.js';

/** Folders of the media with languages and features, relative with `/`; empty is the root. */
export interface RepositoryLayout { languagePacks: string; features: string }

/** The one medium of Windows 11 and Windows Server 2025. */
export const oneMedium: RepositoryLayout = { languagePacks: 'LanguagesAndOptionalFeatures', features: 'LanguagesAndOptionalFeatures' };

/** The media of Windows 10, one over the other. */
export const languageAndFeatureMedia: RepositoryLayout = { languagePacks: 'x64/langpacks', features: '' };

const peFolder = 'Windows Preinstallation Environment/x64/WinPE_OCs';

/** A package cabinet of the repository. */
export interface RepositoryCabinet {
  /** Relative path with `/`. */
  path: string;
  spec: Pick<UpdateSpec, 'top' | 'time'>;
}

/** What the media with languages and features of a release hold: each language of the lab, fonts, voices, features. */
export function repositoryCabinets(release: Release, product: Product, layout: RepositoryLayout): RepositoryCabinet[] {
  const at = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const feature = (row: PackageRow, ...parents: Identity[]): RepositoryCabinet => (
    { path: at(layout.features, `${row.name}~31bf3856ad364e35~amd64~~.cab`), spec: cabinetSpec(release, row, parents) }
  );
  const foundation = packagesOf(release, 'Microsoft-Windows-Foundation-Package');
  const name = product === 'client' ? 'Client' : 'Server';
  return [
    ...labLanguages.flatMap((language) => {
      const pack = cabinetSpec(release, languagePack(name, language.tag), editionPackages(release, product));
      return [
        { path: at(layout.languagePacks, `Microsoft-Windows-${name}-Language-Pack_x64_${language.tag.toLowerCase()}.cab`), spec: pack },
        ...languageFeatureKinds.map((kind) => {
          const needed = neededFeature[kind];
          return feature(languageFeature(kind, language.tag), ...(needed === undefined ? foundation : [rowIdentity(release, languageFeature(needed, language.tag))]));
        }),
        ...(language.fonts === undefined ? [] : [feature(fontFeature(language.fonts), ...foundation)]),
        ...peCabinets(release, language),
      ];
    }),
    { path: `${peFolder}/WinPE-Speech-TTS.cab`, spec: cabinetSpec(release, peSpeech(), pePackage(release)) },
    ...featureRows.map((row) => feature(row, ...foundation)),
    { path: at(layout.features, `${netfx3PackageOf(release).name}~31bf3856ad364e35~amd64~~.cab`), spec: netfx3Payload(release) },
  ];
}

/**
 * Writes the repository below a folder.
 * @throws ServicingError `backend` when gcab is missing or fails
 */
export async function makeRepository(cabinets: readonly RepositoryCabinet[], root: string, call: MakeCall = {}): Promise<void> {
  const waiting = [...cabinets];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const file = join(root, next.path);
      await mkdir(dirname(file), { recursive: true });
      await makePackageCab(next.spec, file, call);
      await utimes(file, next.spec.time, next.spec.time);
    }
  };
  await Promise.all(Array.from({ length: writers }, work));
}

/** Cabinets written at once: each is mostly the start of a process. */
const writers = 3;

/** The language feature that another one cannot do without (Microsoft's table of language features). */
const neededFeature: Readonly<Record<(typeof languageFeatureKinds)[number], 'Basic' | 'TextToSpeech' | undefined>> = {
  Basic: undefined, OCR: 'Basic', Handwriting: 'Basic', TextToSpeech: 'Basic', Speech: 'TextToSpeech',
};

function pePackage(release: Release): Identity[] {
  return packagesOf(release, 'Microsoft-Windows-WinPE-Package');
}

function peCabinets(release: Release, { tag, fonts }: Language): RepositoryCabinet[] {
  const language = tag.toLowerCase();
  const pack = peLanguagePack(tag);
  const components = [...peComponentsOfMedia, setupComponent, rejuvenationComponent, storageComponent];
  return [
    { path: `${peFolder}/${language}/lp.cab`, spec: cabinetSpec(release, pack, pePackage(release)) },
    ...components.map((item) => ({
      path: `${peFolder}/${language}/WinPE-${item.name}_${language}.cab`,
      spec: cabinetSpec(release, localizedComponent(item, tag), packagesOf(release, `WinPE-${item.name}-Package`), [rowIdentity(release, pack)]),
    })),
    { path: `${peFolder}/WinPE-Speech-TTS-${language}.cab`, spec: cabinetSpec(release, peSpeech(tag), packagesOf(release, peSpeech().name)) },
    ...(fonts === undefined ? [] : [
      { path: `${peFolder}/WinPE-FontSupport-${tag.toUpperCase()}.cab`, spec: cabinetSpec(release, peFontSupport(tag, fonts.file), pePackage(release)) },
    ]),
  ];
}

/** @param parents one of them must be in the image, of `needs` each */
function cabinetSpec(release: Release, row: PackageRow, parents: readonly Identity[], needs: readonly Identity[] = []): RepositoryCabinet['spec'] {
  const identity = rowIdentity(release, row);
  const time = release.times.release;
  return {
    time,
    top: {
      identity, releaseType: row.releaseType, identifier: row.name, restart: 'possible', description: `${row.name} (lab)`,
      parents: { packages: parents }, needs, minimumServicingStack: packageVersion(release),
      ...(row.capability === undefined ? {} : { capability: row.capability }),
      children: [{
        identity: { ...identity, name: row.name.replace(/-Package$/u, '-Core-Package') }, releaseType: row.releaseType,
        parents: { packages: parents }, components: componentsOf(row.rows, packageVersion(release), time),
      }],
    },
  };
}
