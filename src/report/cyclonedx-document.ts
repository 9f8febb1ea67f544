import { ComponentType, HashAlgorithm } from '@cyclonedx/cyclonedx-library/Enums';
import { Bom, Component, ComponentRepository, HashDictionary, Metadata, OrganizationalEntity, Property, PropertyRepository, Tools } from '@cyclonedx/cyclonedx-library/Models';
import { JSON as JsonForm, JsonSerializer } from '@cyclonedx/cyclonedx-library/Serialize';
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec';
import { formatBuild } from '../schema/common.js';
import type { ImageInfo, MediaInfo, WimInfo } from '../schema/media.js';
import type { ServicingResult } from '../schema/result.js';
import { addedDrivers, driverFacts, identityParts, imageBuild, imageFacts, listedFiles, packageFactsOf, serialNumberOf } from './bill-parts.js';
import type { AddedDriver, Fact, PackageHolder } from './bill-parts.js';

const maker = 'offline-servicing';

/** The bill of materials of finished media; see billOfMaterials. */
export function renderBillOfMaterials(result: ServicingResult, after: MediaInfo): string {
  const media = mediaComponent(after);
  const bom = new Bom({
    serialNumber: serialNumberOf(result),
    metadata: new Metadata({
      timestamp: new Date(result.finishedAt), component: media,
      tools: new Tools({ components: new ComponentRepository([new Component(ComponentType.Application, maker, { version: result.toolVersion, bomRef: `tool:${maker}` })]) }),
      properties: propertiesOf(runFacts(result)),
    }),
  });
  const images = [...imagesOf(after.install, 'install'), ...imagesOf(after.boot, 'boot')];
  const winres = winresOf(images);
  const packages = packagesOf([...images, ...winres], result);
  for (const { component, source } of images) {
    const winre = winres.find(({ sha1 }) => sha1 === source.winre?.sha1);
    if (winre !== undefined) component.dependencies.add(winre.component.bomRef);
  }
  const files = filesOf(result, images);
  const drivers = addedDrivers(result).map(driverComponent);
  for (const component of [...files, ...images.map((image) => image.component), ...drivers]) media.dependencies.add(component.bomRef);
  for (const component of [...files, ...images.map((image) => image.component), ...winres.map((winre) => winre.component), ...packages, ...drivers]) bom.components.add(component);
  return `${new JsonSerializer(new JsonForm.Normalize.Factory(Spec1dot6)).serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function propertiesOf(facts: readonly Fact[]): PropertyRepository {
  return new PropertyRepository(facts.map(([name, value]) => new Property(`${maker}:${name}`, value)));
}

function runFacts({ runId, startedAt, finishedAt, plan, host, rehearsed, status }: ServicingResult): Fact[] {
  return [
    ['run-id', runId], ['started', startedAt], ['finished', finishedAt], ['status', status], ['plan-digest', plan.digest],
    ['recipe', `${plan.recipe.name} ${plan.recipe.version}`], ['rehearsed', String(rehearsed)],
    ...(rehearsed ? [['warning', 'Made by a rehearsal: this media is not patched Windows.'] as const] : []),
    ...(host === undefined ? [] : [['backend', host.backend] as const, ['dism-version', host.dismVersion] as const]),
  ];
}

function mediaComponent(after: MediaInfo): Component {
  const [first] = after.install.images.filter((image) => image.installationType !== 'WindowsPE');
  const version = first === undefined ? undefined : imageBuild(first);
  return new Component(ComponentType.OperatingSystem, 'Windows installation media', {
    bomRef: 'media', ...(version === undefined ? {} : { version }),
    properties: propertiesOf([
      ['architecture', after.architecture], ['files', String(after.fileCount)], ['size', String(after.totalBytes)], ['rehearsed', String(after.rehearsed)],
    ]),
  });
}

interface ImagePart extends PackageHolder { readonly component: Component; readonly source: ImageInfo; readonly wim: WimInfo }

function imagesOf(wim: WimInfo, role: 'install' | 'boot'): ImagePart[] {
  return wim.images.map((source) => {
    const ref = `image:${role}:${source.index}`;
    const version = imageBuild(source);
    const component = new Component(ComponentType.OperatingSystem, source.name === '' ? ref : source.name, {
      bomRef: ref, ...(version === undefined ? {} : { version }), ...(source.description === '' ? {} : { description: source.description }),
      properties: propertiesOf(imageFacts(source, wim.path)),
    });
    return { ref, component, source, wim, packages: source.packages ?? [], facts: source.packageFacts };
  });
}

interface WinrePart extends PackageHolder { readonly component: Component; readonly sha1: string }

/** Each distinct winre.wim once. */
function winresOf(images: readonly ImagePart[]): WinrePart[] {
  const distinct = new Map(images.flatMap(({ source: { winre } }) => (winre === undefined ? [] : [[winre.sha1, winre] as const])));
  return [...distinct.values()].map((winre) => {
    const { sha1, build, servicingStack, size, path } = winre;
    const ref = `winre:${sha1}`;
    const component = new Component(ComponentType.OperatingSystem, 'Windows Recovery Environment', {
      bomRef: ref, ...(build === undefined ? {} : { version: formatBuild(build) }), hashes: new HashDictionary([[HashAlgorithm['SHA-1'], sha1]]),
      properties: propertiesOf([['path', path], ['size', String(size)], ...(servicingStack === undefined ? [] : [['servicing-stack', servicingStack] as const])]),
    });
    return { ref, sha1, component, packages: winre.packages ?? [], facts: winre.packageFacts };
  });
}

/** Each package once, whichever images have it; they depend on it. */
function packagesOf(holders: readonly (PackageHolder & { component: Component })[], result: ServicingResult): Component[] {
  const byIdentity = new Map<string, (PackageHolder & { component: Component })[]>();
  for (const holder of holders) {
    for (const identity of holder.packages) {
      const others = byIdentity.get(identity);
      if (others === undefined) byIdentity.set(identity, [holder]);
      else others.push(holder);
    }
  }
  return [...byIdentity].map(([identity, those]) => {
    const { name, version } = identityParts(identity);
    const component = new Component(ComponentType.Library, name, {
      bomRef: `package:${identity}`, ...(version === '' ? {} : { version }), properties: propertiesOf(packageFactsOf(identity, those, result)),
    });
    for (const holder of those) holder.component.dependencies.add(component.bomRef);
    return component;
  });
}

function driverComponent(driver: AddedDriver): Component {
  const { ref, name, inf } = driver;
  return new Component(ComponentType.DeviceDriver, name, {
    bomRef: `driver:${ref}`, properties: propertiesOf(driverFacts(driver)),
    ...(inf?.version === undefined ? {} : { version: inf.version }), ...(inf?.provider === undefined ? {} : { supplier: new OrganizationalEntity({ name: inf.provider }) }),
    ...(inf === undefined ? {} : { hashes: new HashDictionary([[HashAlgorithm['SHA-256'], inf.sha256]]) }),
  });
}

function filesOf(result: ServicingResult, images: readonly ImagePart[]): Component[] {
  return listedFiles(result.files ?? []).map(({ file: { path, size, sha256 }, kind }) => {
    const component = new Component(ComponentType.File, path, {
      bomRef: `file:${path}`, hashes: new HashDictionary([[HashAlgorithm['SHA-256'], sha256]]), properties: propertiesOf([['size', String(size)], ['kind', kind]]),
    });
    for (const image of images) if ([image.wim.path, ...(image.wim.parts ?? [])].includes(path)) component.dependencies.add(image.component.bomRef);
    return component;
  });
}
