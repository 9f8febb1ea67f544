import { expect } from 'chai';
import { mkdirSync, writeFileSync } from 'node:fs';
import { sampleResult } from '../support/sample-result.js';
import type { ModuleBench } from '../support/module-bench.js';
import type { ModuleShell } from '../support/module-shell.js';

const run = { lines: [{ v: 1, type: 'result', result: sampleResult() }] };

/** How values of PowerShell become arguments of the program. */
export function defineBindingTests(bench: () => ModuleBench, shell: () => ModuleShell): void {
  /** Values that the calls of a script gave a flag. */
  async function given(script: string, flag: string): Promise<string[][]> {
    const seen = await shell().run(`Set-Location '${bench().at('paths')}'; ${script}`);
    expect(seen.errors, script).to.deep.equal([]);
    expect(seen.thrown, script).to.equal(null);
    return bench().calls().map(({ argv }) => argv.filter((word) => word.startsWith(`${flag}=`)).map((word) => word.slice(flag.length + 1)));
  }

  const at = (name: string): string => bench().at('paths', name);

  before(() => {
    for (const name of ['win10', 'win11', 'a [1] b', "o'brien ünïcode 𝄞"]) bench().played(`paths/${name}`, run);
    mkdirSync(at('updates'), { recursive: true });
    for (const name of ['windows10.0-kb4338819-x64.msu', 'kb4338853.cab', 'notes.txt']) writeFileSync(at(`updates/${name}`), '');
  });

  it('resolves relative paths, drives of PowerShell and wildcards', async () => {
    expect(await given('Invoke-OfflineServicing win10 updates out', '--media')).to.deep.equal([[at('win10')]]);
    expect(await given('Invoke-OfflineServicing win1? updates -OutputRoot out', '--output')).to.deep.equal([[at('out/win10')], [at('out/win11')]]);
    expect(await given('[void] (New-PSDrive -Name Media -PSProvider FileSystem -Root .); Invoke-OfflineServicing Media:/win10 Media:/updates Media:/out', '--output')).to.deep.equal([[at('out')]]);
    expect(await given('Invoke-OfflineServicing win10 updates/*.msu, updates/*.cab out', '--updates')).to.deep.equal([[at('updates/windows10.0-kb4338819-x64.msu'), at('updates/kb4338853.cab')]]);
  });

  it('takes brackets, quotes and letters of any script as they are', async () => {
    for (const name of ['a [1] b', "o'brien ünïcode 𝄞"]) {
      const quoted = name.replace(/'/gu, "''");
      expect(await given(`Invoke-OfflineServicing '${quoted}' updates out`, '--media')).to.deep.equal([[at(name)]]);
      expect(await given(`Invoke-OfflineServicing -LiteralPath '${quoted}' -UpdatePath updates -OutputPath out`, '--media')).to.deep.equal([[at(name)]]);
      expect(await given(`Get-Item -LiteralPath '${quoted}' | Invoke-OfflineServicing -UpdatePath updates -OutputPath out`, '--media')).to.deep.equal([[at(name)]]);
    }
  });

  it('binds files, objects of the module and rows of a table from the pipeline', async () => {
    expect(await given("Get-ChildItem -Path . -Directory -Filter 'win*' | Invoke-OfflineServicing -UpdatePath updates -OutputPath { '/made/' + $_.Name }", '--output')).to.deep.equal([['/made/win10'], ['/made/win11']]);
    expect(await given("[pscustomobject] @{ PSTypeName = 'OfflineServicing.Media'; MediaPath = 'win10' } | Invoke-OfflineServicing -UpdatePath updates -OutputPath out", '--media')).to.deep.equal([[at('win10')]]);
    const rows = "@{ MediaPath = 'win10'; UpdatePath = 'updates/kb4338853.cab'; OutputPath = 'one' }, @{ MediaPath = 'win11'; UpdatePath = 'updates'; OutputPath = 'two' } | ForEach-Object { [pscustomobject] $_ }";
    expect(await given(`${rows} | Invoke-OfflineServicing`, '--output')).to.deep.equal([[at('one')], [at('two')]]);
  });

  it('hands every character of a value on', async () => {
    const values = ['a b', 'a"b', '"', '\\', 'a\\', 'a b\\\\', 'a\\"b\\\\"c', "it's", '-x', '--media', '%PATH% $HOME', 'tab\tend', 'two\nlines', 'é€𝄞', '`$(x)'];
    const list = values.map((value) => `[System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String('${Buffer.from(value).toString('base64')}'))`).join(', ');
    expect(await given(`Invoke-OfflineServicing win10 updates out -Feature (${list})`, '--feature')).to.deep.equal([values]);
  });

  it('writes switches, choices and deadlines as the program reads them', async () => {
    await shell().run(`Set-Location '${bench().at('paths')}'; Invoke-OfflineServicing win10 updates out -NetFx3 -ResetBase:$false -NoCache -Backend REHEARSAL -Recipe Classic -Parallel 3 -Timeout @{ 'Add-WindowsPackage' = 7200 }`);
    const [{ argv } = { argv: [] }] = bench().calls();
    expect(argv).to.include.members(['--netfx3', '--no-cache', '--backend=rehearsal', '--recipe=classic', '--parallel=3', '--timeout=Add-WindowsPackage=7200']);
    expect(argv.join(' ')).not.to.include('reset-base');
  });

  it('makes an error of what does not resolve, and goes on with the others', async () => {
    const seen = await shell().run(`Set-Location '${bench().at('paths')}'; 'no*where', 'Variable:x', 'win10' | Invoke-OfflineServicing -UpdatePath updates -OutputPath out`);
    expect(seen.output).to.have.length(1);
    expect(seen.errors.map(({ id, category, target }) => [id, category, target])).to.deep.equal([
      ['PathNotFound,Invoke-OfflineServicing', 'ObjectNotFound', 'no*where'], ['PathNotFound,Invoke-OfflineServicing', 'ObjectNotFound', 'Variable:x'],
    ]);
  });
}
