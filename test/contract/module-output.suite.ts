import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ModuleBench } from '../support/module-bench.js';
import type { ModuleShell } from '../support/module-shell.js';
import { itPosix } from '../support/posix.js';

/** Commands that make ISO files and image files, by the real program; the smallest of them needs no session of DISM. */
export function defineOutputTests(bench: () => ModuleBench, shell: () => ModuleShell): void {
  itPosix('makes an ISO file, shown with what was checked, and asks the program only when something is to be done', async () => {
    const iso = bench().at('made.iso');
    const seen = await shell().run(`
      New-OfflineServicingIso '${join(bench().lab, 'media')}' '${iso}' -WhatIf
      $made = New-OfflineServicingIso '${join(bench().lab, 'media')}' '${iso}' -IsoBoot NoPrompt -IsoLabel OWN
      $made.PSObject.TypeNames[0], $made.Path, $made.Label, $made.Rehearsed, @($made.Checks | Where-Object Passed).Count
      $made.Files[0].PSObject.TypeNames[0], $made.Files[0].Size.GetType().Name
      ($made | Format-List | Out-String) -match 'Checks +: 3 of 3 passed'
    `);
    expect(seen.errors).to.deep.equal([]);
    expect(seen.output).to.deep.equal(['OfflineServicing.IsoFile', iso, 'OWN', true, 3, 'OfflineServicing.File', 'Int64', true]);
    expect(existsSync(iso)).to.equal(true);
    const calls = bench().calls();
    expect(calls).to.have.length(1);
    expect(calls[0]?.argv).to.include.members(['iso', '--ndjson', '--control=stdin', `--output=${iso}`, '--iso-boot=noprompt', '--iso-label=OWN']).and.not.include('--yes');
  });

  it('hands on what the commands for images take, and what they refuse as errors of their own', async () => {
    const seen = await shell().run(`
      Export-OfflineServicingImage '${bench().lab}/media' '${bench().at('none.esd')}' -Index 1, 2 -Compression Max -Backend rehearsal
      Split-OfflineServicingImage '${bench().lab}/media/sources/install.wim' '${bench().at('none.wim')}' -Size 700 -Backend rehearsal
    `);
    expect(seen.errors).to.have.length(2);
    expect(JSON.stringify(seen.errors)).to.contain('does not go with form esd').and.contain('called .swm');
    expect(bench().calls().map(({ argv }) => argv)).to.satisfy(([first, second]: string[][]) =>
      ['export', '--index=1', '--index=2', '--compression=max'].every((word) => first?.includes(word)) && ['split', '--size=700'].every((word) => second?.includes(word)));
  });
}
