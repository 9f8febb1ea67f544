import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import * as objects from '../../src/dism/objects.js';
import { packageRoot } from '../../src/files/package-root.js';

interface Row {
  /** A schema of src/dism/objects.ts, without its ending. */
  schema: string;
  note?: string;
  object: Record<string, unknown>;
  expect: Record<string, unknown>;
}

const schemas = {
  basicImage: objects.basicImageSchema, wimImage: objects.wimImageSchema, mountedImage: objects.mountedImageSchema,
  imageObject: objects.imageObjectSchema, imageHealth: objects.imageHealthSchema, basicPackage: objects.basicPackageSchema,
  advancedPackage: objects.advancedPackageSchema, basicFeature: objects.basicFeatureSchema, advancedFeature: objects.advancedFeatureSchema,
} as const;
type SchemaName = keyof typeof schemas;

describe('objects of real Dism modules, as the client reads them', () => {
  const folder = join(packageRoot(), 'test', 'contract', 'corpus');
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const read = (file: string): Row[] => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { objects: Row[] }).objects;

  it('come from every generation, and for every schema there are several', () => {
    expect(files).to.include.members(['windows-server-2016.json', 'windows-server-2019.json', 'windows-server-2022.json', 'windows-server-2025.json']);
    const rows = files.flatMap(read);
    for (const name of Object.keys(schemas)) expect(rows.filter((row) => row.schema === name), name).to.have.length.above(1);
  });

  for (const file of files) {
    for (const [index, row] of read(file).entries()) {
      it(`${file} ${index + 1}: ${row.schema}${row.note === undefined ? '' : `, ${row.note}`}`, () => {
        expect(schemas[row.schema as SchemaName].parse(row.object)).to.deep.include(row.expect);
      });
    }
  }

  /** Whether a property may be missing. */
  const optional = (schema: SchemaName, property: string, object: Record<string, unknown>): boolean =>
    schemas[schema].safeParse(Object.fromEntries(Object.entries(object).filter(([name]) => name !== property))).success;

  it('are refused without what nothing could replace', () => {
    const rows = new Map(files.flatMap(read).map((row) => [row.schema, row.object]));
    const needed: [SchemaName, string[]][] = [
      ['basicImage', ['ImageIndex', 'ImageSize']], ['wimImage', ['Build', 'SPBuild', 'Architecture']], ['mountedImage', ['Path', 'MountStatus']],
      ['imageObject', ['RestartNeeded']], ['imageHealth', ['ImageHealthState']], ['basicPackage', ['PackageName', 'PackageState']],
      ['advancedPackage', ['PackageName', 'Applicable']], ['basicFeature', ['FeatureName', 'State']], ['advancedFeature', ['FeatureName', 'State']],
    ];
    for (const [schema, properties] of needed)
      for (const property of properties) expect(optional(schema, property, rows.get(schema)!), `${schema}.${property}`).to.equal(false);
    expect(schemas.mountedImage.safeParse({ ...rows.get('mountedImage'), MountStatus: 'Unheard-of' }).success).to.equal(false);
  });
});
