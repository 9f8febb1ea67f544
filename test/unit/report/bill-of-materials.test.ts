import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { billOfMaterials } from '../../../src/report/bill-of-materials.js';
import type { ImageInfo, MediaInfo } from '../../../src/schema/media.js';
import type { ServicingResult } from '../../../src/schema/result.js';
import { sampleResult } from '../../support/sample-result.js';

const schemas = join(dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json')), 'res', 'schema');
const schema = (name: string): object => ({ ...JSON.parse(readFileSync(join(schemas, `${name}.SNAPSHOT.schema.json`), 'utf8')) as object, $id: `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json` });

/** What the official schema finds wrong. */
function faults(text: string): unknown {
  const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false, logger: false });
  for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs']) ajv.addSchema(schema(name));
  const validate = ajv.compile(schema('bom-1.6'));
  return validate(JSON.parse(text)) ? undefined : validate.errors;
}

interface Bill {
  serialNumber: string;
  metadata: { component: Part; tools: { components: Part[] }; properties: Fact[] };
  components: Part[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}
interface Fact { name: string; value: string }
interface Part { 'type': string; 'name': string; 'version'?: string; 'bom-ref': string; 'hashes'?: { alg: string; content: string }[]; 'properties'?: Fact[] }

const facts = (part: { properties?: Fact[] } | undefined): Record<string, string> => Object.fromEntries((part?.properties ?? []).map(({ name, value }) => [name, value]));
const rollup = 'Package_for_RollupFix~31bf3856ad364e35~amd64~~17134.165.1.6';
const foundation = 'Microsoft-Windows-Foundation-Package~31bf3856ad364e35~amd64~~10.0.17134.1';
const sha1 = 'c'.repeat(40);

function finished(change: (image: ImageInfo) => Partial<ImageInfo> = () => ({})): ServicingResult {
  const result = sampleResult();
  const after = result.after as MediaInfo;
  const images = after.install.images.map((image) => ({
    ...image, editionId: 'Core', architecture: 'x64' as const, packages: [foundation, rollup],
    packageFacts: { [rollup]: { kb: 'KB4338819', releaseType: 'Security Update' } },
    winre: { path: 'Windows/System32/Recovery/winre.wim', size: 1000, sha1, build: { build: 17134, ubr: 165 }, packages: [rollup], packageFacts: {} },
    ...change(image),
  }));
  return {
    ...result, after: { ...after, install: { ...after.install, images } },
    files: [
      { path: 'boot/bcd', size: 10, sha256: 'b'.repeat(64) }, { path: 'sources/boot.wim', size: 20, sha256: 'd'.repeat(64) },
      { path: 'sources/install.wim', size: 30, sha256: 'a'.repeat(64) }, { path: 'sources/readme.txt', size: 1, sha256: 'e'.repeat(64) },
    ],
  };
}

describe('report/bill-of-materials', () => {
  it('is CycloneDX by its schema, and the same bytes each time', async () => {
    const text = await billOfMaterials(finished());
    expect(faults(text)).to.equal(undefined);
    expect(await billOfMaterials(finished())).to.equal(text);
    const other = await billOfMaterials({ ...finished(), runId: 'another' });
    expect((JSON.parse(other) as Bill).serialNumber).to.match(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u)
      .and.not.equal((JSON.parse(text) as Bill).serialNumber);
  });

  it('has the run, images, packages, WinRE, and the files that matter', async () => {
    const result = finished();
    const bill = JSON.parse(await billOfMaterials(result)) as Bill;
    const part = (ref: string): Part | undefined => bill.components.find((component) => component['bom-ref'] === ref);
    const needs = (ref: string): readonly string[] => bill.dependencies.find((dependency) => dependency.ref === ref)?.dependsOn ?? [];
    expect(facts(bill.metadata)).to.include({ 'offline-servicing:run-id': result.runId, 'offline-servicing:rehearsed': String(result.rehearsed), 'offline-servicing:plan-digest': result.plan.digest });
    expect(bill.metadata.tools.components[0]).to.include({ name: 'offline-servicing', version: result.toolVersion });
    expect(part('image:install:1')).to.include({ type: 'operating-system', name: 'Windows 10 Home', version: '17134.165' });
    expect(facts(part('image:install:1'))).to.include({ 'offline-servicing:edition': 'Core', 'offline-servicing:architecture': 'x64', 'offline-servicing:languages': 'en-US' });
    expect(needs('image:install:1')).to.have.members([`winre:${sha1}`, `package:${foundation}`, `package:${rollup}`]);
    expect(part(`package:${rollup}`)).to.include({ name: 'Package_for_RollupFix', version: '17134.165.1.6' });
    expect(facts(part(`package:${rollup}`))).to.include({ 'offline-servicing:kb': 'KB4338819', 'offline-servicing:release-type': 'Security Update', 'offline-servicing:state': 'Installed' });
    expect(part(`winre:${sha1}`)).to.deep.include({ version: '17134.165', hashes: [{ alg: 'SHA-1', content: sha1 }] });
    expect(part('file:sources/install.wim')?.hashes).to.deep.equal([{ alg: 'SHA-256', content: 'a'.repeat(64) }]);
    expect(needs('file:sources/install.wim')).to.deep.equal(['image:install:1', 'image:install:2']);
    expect(part('file:boot/bcd')?.hashes?.[0]?.content).to.equal('b'.repeat(64));
    expect(part('file:sources/readme.txt')).to.equal(undefined);
  });

  it('has the drivers that were added, each INF once, with version and provider', async () => {
    const [storage, all, old] = ['1'.repeat(64), '2'.repeat(64), '3'.repeat(64)];
    const labstor = { inf: 'storage/labstor.inf', sha256: '4'.repeat(64), provider: 'M\u00fcller & "S\u00f6hne"', className: 'SCSIAdapter', date: '2025-03-01', version: '1.2.3.4' };
    const result = finished();
    const step = (id: string, target: string, input: string, name: string) => ({ id, target, title: 'Add', recipeStep: '5', needs: [], estimateSeconds: 1, do: { action: 'add-drivers' as const, input, name } });
    result.plan.steps.push(step('winre/d', 'winre', storage, 'storage'), step('install:1/d', 'install:1', all, 'drivers'), step('boot:1/d', 'boot:1', all, 'drivers'), step('boot:2/d', 'boot:2', old, 'old'));
    result.plan.drivers = { [storage]: [{ ...labstor, inf: 'labstor.inf' }], [all]: [labstor, { inf: 'net.inf', sha256: '5'.repeat(64) }] };
    for (const { id, target } of result.plan.steps.slice(-4)) result.steps.push({ id, target, title: 'Add', recipeStep: '5', status: target === 'boot:1' ? 'failed' : 'done', facts: [] });
    const text = await billOfMaterials(result);
    expect(faults(text)).to.equal(undefined);
    const drivers = (JSON.parse(text) as Bill).components.filter((part) => part.type === 'device-driver').map((part) => ({ ...part, properties: part.properties?.map(({ name, value }) => `${name.replace('offline-servicing:', '')} ${value}`) }));
    expect(drivers).to.have.deep.members([
      {
        'type': 'device-driver', 'bom-ref': `driver:${labstor.sha256}`, 'name': 'labstor.inf', 'version': '1.2.3.4', 'supplier': { name: labstor.provider }, 'hashes': [{ alg: 'SHA-256', content: labstor.sha256 }],
        'properties': ['class SCSIAdapter', 'date 2025-03-01', 'inf labstor.inf', `input-sha256 ${storage}`, `input-sha256 ${all}`, 'target install:1', 'target winre'],
      },
      { 'type': 'device-driver', 'bom-ref': `driver:${'5'.repeat(64)}`, 'name': 'net.inf', 'hashes': [{ alg: 'SHA-256', content: '5'.repeat(64) }], 'properties': ['inf net.inf', `input-sha256 ${all}`, 'target install:1'] },
      { 'type': 'device-driver', 'bom-ref': `driver:${old}`, 'name': 'old', 'properties': [`input-sha256 ${old}`, 'target boot:2'] },
    ]);
  });

  it('tells states by image where they differ, and none where the hive could not be read', async () => {
    const differing = JSON.parse(await billOfMaterials(finished(({ index }) => ({ packageFacts: index === 1 ? { [foundation]: { state: 'Superseded' } } : {} })))) as Bill;
    expect(facts(differing.components.find((part) => part['bom-ref'] === `package:${foundation}`)))
      .to.include({ 'offline-servicing:state:image:install:1': 'Superseded', 'offline-servicing:state:image:install:2': 'Installed' });
    const unread = JSON.parse(await billOfMaterials(finished(() => ({ packageFacts: undefined })))) as Bill;
    expect(facts(unread.components.find((part) => part['bom-ref'] === `package:${foundation}`))).to.not.have.property('offline-servicing:state');
  });

  it('holds hostile names as text', async () => {
    const name = `"</script>\u202e\\${'x'.repeat(300)}`;
    const text = await billOfMaterials(finished(() => ({ name, description: name, packages: [`${name}~~~~`] })));
    expect(faults(text)).to.equal(undefined);
    expect((JSON.parse(text) as Bill).components.some((part) => part.name === name)).to.equal(true);
  });

  it('refuses a result without finished media', async () => {
    const { after: _after, ...failed } = finished();
    expect(await billOfMaterials(failed).catch((error: unknown) => error)).to.include({ code: 'usage' });
  });
});
