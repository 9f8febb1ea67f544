import { expect } from 'chai';
import { recordedEnums, recordedObjects } from '../support/recorded-objects.js';
import { describeModule } from '../support/rehearsal-run.js';

interface Module {
  backend: string; version: string; assembly: string;
  classes: Record<string, { base: string; properties: { name: string; type: string }[] }>;
  enums: Record<string, Record<string, number>>;
  wimOrder: string[];
}

describe('rehearsal: the module beside what is recorded', () => {
  let module: Module;
  before(async () => { module = await describeModule() as Module; });

  it('says what it is', () => {
    expect(module).to.include({ backend: 'rehearsal', version: '3.0', assembly: 'Microsoft.Dism.PowerShell' });
  });

  it('has the classes, their bases and properties in order, and the numbers of the enumerations', () => {
    const classes = Object.fromEntries(Object.entries(module.classes).map(([name, { base, properties }]) => [name,
      [base, properties.map((property) => property.name).join(' ')]]));
    expect(classes).to.deep.include(recordedObjects);
    expect(module.enums).to.deep.include(recordedEnums);
    const types = Object.fromEntries(Object.values(module.classes).flatMap(({ properties }) => properties.map((property) => [property.name, property.type])));
    expect(types).to.include({ ImageIndex: 'UInt32', ImageSize: 'UInt64', Architecture: 'UInt32', CreatedTime: 'DateTime', WIMBoot: 'Boolean', Online: 'Boolean' });
  });

  it('shows derived properties before inherited ones, and the version', () => {
    const order = module.wimOrder.filter((name) => name !== 'Version');
    expect(order).to.deep.equal(['WimImageInfoObject', 'ImageInfoObject', 'BaseDismObject'].flatMap((name) => recordedObjects[name]?.[1].split(' ') ?? []));
    expect(module.wimOrder).to.include('Version');
  });
});
