import { expect } from 'chai';
import { parametersIn } from './support/behaviour-titles.js';
import { compareContract } from './support/compare-contract.js';
import { documentedContract, type DocumentedCmdlet } from './support/documented-contract.js';
import { liveMetadata, rehearsalModule, type LiveCmdlet } from './support/live-metadata.js';

describe('the documented contract and what Get-Command says', () => {
  let documented: DocumentedCmdlet[];
  let live: Record<string, LiveCmdlet>;
  before(async () => { [documented, live] = await Promise.all([documentedContract(), liveMetadata(rehearsalModule())]); });

  it('are the same for every cmdlet in use', () => {
    const { declared, missing } = compareContract(documented, live);
    expect(missing).to.deep.equal([]);
    expect(documented).to.have.length(29);
    expect(declared).to.have.length(documented.reduce((sum, cmdlet) => sum + cmdlet.parameters.length, 0));
  });

  /** What the comparison says when the live metadata of one cmdlet is another. */
  const changed = (name: string, change: (sets: Record<string, Record<string, Record<string, unknown>>>) => void): string[] => {
    const copy = JSON.parse(JSON.stringify(live)) as typeof live;
    change(copy[name]!.sets as never);
    return compareContract(documented, copy).missing;
  };

  it('are told apart by cmdlet, set, parameter, type, mandatory, position, alias, values and pipeline', () => {
    const cmdlet = 'Export-WindowsImage';
    const { [cmdlet]: _, ...without } = live;
    expect(compareContract(documented, without).missing).to.deep.equal([`${cmdlet}: the cmdlet is absent`]);
    const both = (sets: Record<string, Record<string, Record<string, unknown>>>, parameter: string): Record<string, unknown>[] =>
      Object.values(sets).flatMap((set) => (set[parameter] === undefined ? [] : [set[parameter]]));
    const cases: [change: Parameters<typeof changed>[1], missing: string[]][] = [
      [(sets) => { delete sets['InputByFilePathAndName']!['WIMBoot']; }, [`${cmdlet} -WIMBoot: is in InputByFilePathAndIndex; documented is InputByFilePathAndName, InputByFilePathAndIndex`]],
      [(sets) => { for (const set of Object.values(sets)) delete set['WIMBoot']; }, [`${cmdlet} -WIMBoot: the parameter is absent`]],
      [(sets) => { sets['InputByFilePathAndIndex']!['Force'] = { ...sets['InputByFilePathAndIndex']!['WIMBoot'] }; }, [`${cmdlet} -Force: the parameter is not documented`]],
      [(sets) => { both(sets, 'SourceIndex').forEach((item) => { item['type'] = 'Int32'; }); }, [`${cmdlet} -SourceIndex: has type Int32; documented is UInt32`]],
      [(sets) => { both(sets, 'SourceIndex').forEach((item) => { item['mandatory'] = false; }); }, [`${cmdlet} -SourceIndex: is not mandatory in InputByFilePathAndIndex`]],
      [(sets) => { both(sets, 'SourceIndex').forEach((item) => { item['position'] = 0; }); }, [`${cmdlet} -SourceIndex: has position 0; documented is named`]],
      [(sets) => { both(sets, 'SourceIndex').forEach((item) => { item['aliases'] = []; }); }, [`${cmdlet} -SourceIndex: has aliases ; documented is SI`]],
      [(sets) => { both(sets, 'LogLevel').forEach((item) => { item['values'] = ['Errors', 'Warnings']; }); }, [`${cmdlet} -LogLevel: does not accept WarningsInfo`]],
      [(sets) => { both(sets, 'SourceIndex').forEach((item) => { item['byName'] = false; }); }, [`${cmdlet} -SourceIndex: does not take values by property name from the pipeline`]],
      [(sets) => { both(sets, 'SourceIndex').forEach((item) => { item['byValue'] = true; }); }, [`${cmdlet} -SourceIndex: takes values from the pipeline`]],
    ];
    for (const [change, missing] of cases) expect(changed(cmdlet, change)).to.deep.equal(missing);
    expect(changed('Save-WindowsImage', (sets) => { sets['Other'] = sets['__AllParameterSets']!; })).to.include('Save-WindowsImage: parameter set Other is not documented');
  });
});

describe('titles of contract tests', () => {
  it('name the parameters that they are about', () => {
    expect(parametersIn('x Export-WindowsImage -SourceIndex -SourceName: which')).to.deep.equal(['Export-WindowsImage -SourceIndex', 'Export-WindowsImage -SourceName']);
    expect(parametersIn('Get-WindowsImage -ImagePath, Split-WindowsImage -FileSize, -ImagePath: of')).to.deep.equal(['Split-WindowsImage -FileSize', 'Split-WindowsImage -ImagePath']);
    expect(parametersIn('Get-WindowsImage without -Index fails')).to.deep.equal([]);
  });
});
