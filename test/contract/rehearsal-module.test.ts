import { expect } from 'chai';
import { documentedAliases, documentedCmdlets, documentedTypes, recordedEnums, recordedObjects } from '../support/rehearsal-contract.js';
import { describeModule } from '../support/rehearsal-run.js';

interface Parameter {
  name: string; type: string; mandatory: boolean; position: number; byPropertyName: boolean; byValue: boolean; aliases: string[];
}
interface Module {
  backend: string; version: string; assembly: string;
  cmdlets: Record<string, { sets: Record<string, Parameter[]>; defaultSet: string | null }>;
  classes: Record<string, { base: string; properties: { name: string; type: string }[] }>;
  enums: Record<string, Record<string, number>>;
  wimOrder: string[];
}

describe('rehearsal: the module beside what is documented and recorded', function () {
  this.timeout(30_000);
  const common = ['LogLevel', 'LogPath', 'ScratchDirectory'];
  let module: Module;
  before(async () => { module = await describeModule() as Module; });
  /** The cmdlets of the table; there may be more. */
  const cmdlets = (): [string, Module['cmdlets'][string]][] => Object.keys(documentedCmdlets).map((name) => {
    expect(module.cmdlets).to.have.property(name);
    return [name, module.cmdlets[name] as Module['cmdlets'][string]];
  });
  const parameters = (): [cmdlet: string, parameter: Parameter][] => cmdlets()
    .flatMap(([name, { sets }]) => Object.values(sets).flat().map((parameter): [string, Parameter] => [name, parameter]));

  it('says what it is', () => {
    expect(module).to.include({ backend: 'rehearsal', version: '3.0', assembly: 'Microsoft.Dism.PowerShell' });
  });

  it('has the cmdlets with their parameter sets and what is mandatory in them', () => {
    const sets = Object.fromEntries(cmdlets().map(([name, cmdlet]) => [name,
      Object.fromEntries(Object.entries(cmdlet.sets).map(([set, all]) => [set, all
        .filter((parameter) => !common.includes(parameter.name))
        .map((parameter) => `${parameter.name}${parameter.type === 'SwitchParameter' ? '?' : ''}${parameter.mandatory ? '!' : ''}`).sort().join(' ')]))]));
    const sorted = Object.fromEntries(Object.entries(documentedCmdlets).map(([name, all]) => [name,
      Object.fromEntries(Object.entries(all).map(([set, text]) => [set, text.split(' ').sort().join(' ')]))]));
    expect(sets).to.deep.equal(sorted);
    for (const [, cmdlet] of cmdlets()) {
      expect(cmdlet.defaultSet).to.be.oneOf([null, '', '__AllParameterSets']);
      for (const set of Object.values(cmdlet.sets)) expect(set.map((parameter) => parameter.name)).to.include.members(common);
    }
  });

  it('has their types and aliases, none with a position, all bound from the pipeline by name', () => {
    for (const [cmdlet, parameter] of parameters()) {
      const { name, type, aliases, position, byPropertyName, byValue } = parameter;
      const plain = name === 'LogLevel' ? 'LogLevel' : type === 'SwitchParameter' ? type : documentedTypes[`${name} of ${cmdlet}`] ?? 'String';
      expect({ name, type, aliases, position, byPropertyName, byValue }, cmdlet).to.deep.equal({
        name, type: plain, aliases: documentedAliases[name] ?? [], position: -2147483648, byPropertyName: true, byValue: false });
    }
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
