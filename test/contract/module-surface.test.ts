import { join } from 'node:path';
import { expect } from 'chai';
import { parametersOf } from '../../scripts/module/parameters.js';
import { views } from '../../scripts/module/views.js';
import { packageRoot } from '../../src/files/package-root.js';
import { cmdletCommands } from '../../src/schema/commands/all.js';
import { testPowerShells } from '../support/full-powershell.js';
import { ModuleShell } from '../support/module-shell.js';

const manifest = join(packageRoot(), 'module-manifest', 'OfflineServicing', 'OfflineServicing.psd1');
const names = cmdletCommands.map(({ cmdlet }) => cmdlet.name);
/** The engine stays out of it: what was bound is the answer. */
const echo = `
  & (Get-Module OfflineServicing) {
      function script:Invoke-OfflineServicingEngine { param($Caller, $Name, $Bound) @($Caller.ParameterSetName) + @($Bound.Keys | Sort-Object | ForEach-Object { '{0}={1}' -f $_, ($Bound[$_] -join ',') }) -join ' ' }
  }
`;

describe('the module as PowerShell sees it', () => {
  let shell: ModuleShell;
  before(() => {
    const [host, full = host] = testPowerShells();
    shell = new ModuleShell(full, manifest, { cwd: packageRoot() });
  });
  after(async () => { await shell.close(); });

  const run = async (script: string): Promise<unknown[]> => {
    const seen = await shell.run(script);
    expect([seen.thrown, seen.errors, seen.warnings]).to.deep.equal([null, [], []]);
    return seen.output;
  };

  it('has a manifest that passes, and exports its cmdlets and nothing else', async () => {
    expect(await run(`(Test-ModuleManifest '${manifest}').ExportedFunctions.Keys | Sort-Object`)).to.deep.equal([...names].sort());
    expect(await run(`
      $module = Get-Module OfflineServicing
      $module.ExportedFunctions.Count, $module.ExportedAliases.Count, $module.ExportedVariables.Count, $module.ExportedCmdlets.Count
    `)).to.deep.equal([names.length, 0, 0, 0]);
  });

  it('has for each cmdlet the parameters and sets of the registry', async () => {
    for (const command of cmdletCommands) {
      const own = await run(`
        $known = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        (Get-Command ${command.cmdlet.name}).Parameters.Keys | Where-Object { $_ -notin $known }
      `);
      expect(own, command.cmdlet.name).to.have.members(parametersOf(command).map(({ name }) => name));
      const sets = await run(`(Get-Command ${command.cmdlet.name}).ParameterSets.Name`);
      expect(sets, command.cmdlet.name).to.have.members(Object.keys(command.cmdlet.sets ?? { __AllParameterSets: {} }));
    }
  });

  it('gives the program its arguments in the order of the registry, whatever order they were bound in', async () => {
    for (const command of cmdletCommands) {
      const order = await run(`& (Get-Module OfflineServicing) { $script:OfflineServicingCommand['${command.cmdlet.name}'].Parameter.Keys }`);
      expect(order, command.cmdlet.name).to.deep.equal(parametersOf(command).map(({ name }) => name));
    }
    expect(await run(`
      & (Get-Module OfflineServicing) {
          function script:Test-Order {
              [CmdletBinding()] param()
              $call = New-OfflineServicingCall -Caller $PSCmdlet -Command $script:OfflineServicingCommand['Compare-OfflineServicingMedia'] -Bound @{ DifferencePath = '/b'; ReferencePath = '/a' } -Subject @{ Flag = ''; Text = '' }
              $call.Operands
          }
          Test-Order
      }
    `)).to.deep.equal(['/a', '/b']);
  });

  it('has help with a text for every parameter, and examples', async () => {
    const help = await run(`
      foreach ($name in '${names.join('\', \'')}') {
          $help = Get-Help $name -Full
          $silent = @($help.parameters.parameter | Where-Object { -not $_.description } | ForEach-Object { $_.name })
          '{0} {1} {2} {3}' -f $name, ($help.Synopsis.Length -gt 20), (@($help.examples.example).Count -ge 3), ($silent -join ',')
      }
    `);
    expect(help).to.deep.equal(names.map((name) => `${name} True True `));
  });

  it('has examples that PowerShell reads and binds', async () => {
    const lines = cmdletCommands.flatMap(({ cmdlet }) => cmdlet.examples.map(({ line }) => line));
    const seen = await run(`
      foreach ($line in ConvertFrom-Json -InputObject '${JSON.stringify(lines).replace(/'/gu, '\'\'')}') {
          $mistakes = $null
          $tree = [System.Management.Automation.Language.Parser]::ParseInput($line, [ref] $null, [ref] $mistakes)
          $calls = $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] -and $args[0].GetCommandName() -like '*-OfflineServicing*' }, $true)
          $refused = foreach ($call in $calls) { [System.Management.Automation.Language.StaticParameterBinder]::BindCommand($call, $true).BindingExceptions.Keys }
          '{0} {1} {2}' -f (@($calls).Count -gt 0), $mistakes.Count, (@($refused) -join ',')
      }
    `);
    expect(seen.map((text, at) => `${String(text)}: ${lines[at] ?? ''}`)).to.deep.equal(lines.map((line) => `True 0 : ${line}`));
  });

  it('shows objects of every type within 120 columns, empty ones too', async () => {
    const texts = await run(`
      foreach ($type in '${views.map(({ type }) => type).join('\', \'')}') {
          $shape = & (Get-Module OfflineServicing) { param($Type) $script:OfflineServicingShape["OfflineServicing.$Type"] } $type
          foreach ($value in $null, ('word ' * 60)) {
              $properties = [ordered] @{ PSTypeName = "OfflineServicing.$type" }
              foreach ($name in $shape.Keys) { $properties[$name] = if ($shape[$name][1] -in 'long', 'span:s', 'span:ms', 'time') { $null } else { $value } }
              "$type|" + ([pscustomobject] $properties | Out-String -Width 120)
          }
      }
    `);
    expect(texts).to.have.length(views.length * 2);
    for (const text of texts as string[]) {
      const [type, shown = ''] = text.split('|');
      expect(Math.max(...shown.split('\n').map((line) => line.trimEnd().length)), type).to.be.within(10, 120);
    }
  });

  it('binds files by their full name, rows of a CSV by column, runs by their properties', async () => {
    expect(await run(`${echo}
      $file = Get-Item '${manifest}'
      $file | Get-OfflineServicingMedia
      $file | Invoke-OfflineServicing -UpdatePath u -OutputPath { "out/$($_.BaseName)" }
      $file | Invoke-OfflineServicing -ConfigPath c.yaml -OutputRoot out
      'a', 'b' | Invoke-OfflineServicing -UpdatePath u -OutputRoot out
      [pscustomobject] @{ MediaPath = 'm'; UpdatePath = 'u'; OutputPath = 'o' } | Invoke-OfflineServicing
      [pscustomobject] @{ RunId = 'k3x9qa'; WorkspacePath = 'w'; OutputPath = 'o' } | Resume-OfflineServicing -Confirm:$false
      Invoke-OfflineServicing -ConfigPath c.yaml
      Invoke-OfflineServicing -LiteralPath 'a[1]' u o
    `)).to.deep.equal([
      `Path MediaPath=${manifest}`,
      `Path MediaPath=${manifest} OutputPath=out/OfflineServicing UpdatePath=u`,
      `Config ConfigPath=c.yaml MediaPath=${manifest} OutputRoot=out`,
      'PathToRoot MediaPath=a OutputRoot=out UpdatePath=u', 'PathToRoot MediaPath=b OutputRoot=out UpdatePath=u',
      'Path MediaPath=m OutputPath=o UpdatePath=u',
      '__AllParameterSets Confirm=False RunId=k3x9qa WorkspacePath=w',
      'Config ConfigPath=c.yaml',
      'LiteralPath LiteralPath=a[1] OutputPath=o UpdatePath=u',
    ]);
  });

  it('refuses values with a message that says what is taken', async () => {
    const refused = await shell.run(`${echo}
      foreach ($call in { Invoke-OfflineServicing a b c -Parallel 99 }, { Invoke-OfflineServicing a b c -Recipe magic }, { Invoke-OfflineServicing a b c -Timeout @{ word = 1 } },
          { Invoke-OfflineServicing a b c -Timeout @{ 'Add-WindowsPackage' = 'soon' } }, { Invoke-OfflineServicing a b c -SplitSize 0 }) {
          try { & $call } catch { $_.Exception.Message }
      }
    `);
    const [parallel, recipe, word, soon, size] = refused.output as string[];
    expect(parallel).to.include('16');
    expect(recipe).to.include('auto,classic,current');
    expect(word).to.include('write it as @{ \'Add-WindowsPackage\' = 7200 }');
    expect(soon).to.include('\'soon\'; it takes whole seconds from 1');
    expect(size).to.include('1');
  });
});
