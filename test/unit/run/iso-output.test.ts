import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { createPlan } from '../../../src/plan/create-plan.js';
import { reasonByIsoWriter, writtenIso } from '../../../src/run/iso-output.js';
import { Workspace } from '../../../src/run/workspace.js';
import type { StepResult } from '../../../src/schema/result.js';
import { cumulative, media, planOptions, scan, stack } from '../../support/plan-fixtures.js';
import { describePosix } from '../../support/posix.js';
import { temporaryFolder } from '../../support/temp.js';

describePosix('the ISO file of a run', () => {
  const folder = temporaryFolder();
  const path = process.env['PATH'];
  let workspace: Workspace;
  before(async () => {
    workspace = new Workspace(folder(), 'abcdef');
    await workspace.create();
    mkdirSync(join(workspace.media, 'sources'));
    writeFileSync(join(workspace.media, 'sources/Install.wim'), '');
  });
  afterEach(() => { process.env['PATH'] = path; });

  /** Only this program is there, as far as PATH tells. */
  function onlyProgram(name: string): void {
    const bin = join(folder(), `bin-${name}`);
    mkdirSync(bin, { recursive: true });
    symlinkSync(process.execPath, join(bin, name));
    process.env['PATH'] = bin;
  }

  it('needs its install.wim in parts where the program knows no UDF and it is over 4 GiB', async () => {
    const wim = join(workspace.media, 'sources/Install.wim');
    truncateSync(wim, 2 ** 32);
    onlyProgram('genisoimage');
    expect(await reasonByIsoWriter({ workspace }, 'sources/install.wim')).to.contain('UDF');
    onlyProgram('xorriso');
    expect(await reasonByIsoWriter({ workspace }, 'sources/install.wim')).to.equal(undefined);
    truncateSync(wim, 2 ** 32 - 1);
    expect(await reasonByIsoWriter({ workspace }, 'sources/install.wim')).to.contain('4.00 GiB');
  });

  it('has the parts in place of install.wim once they were made, and not before', async () => {
    const plan = createPlan(media(), scan(stack, cumulative), planOptions({ outputFormat: ['iso'], isoLabel: 'OURS' }));
    const results = new Map<string, StepResult>();
    const planned = { label: 'OURS', path: join(workspace.staging, 'OURS.iso'), bios: 'boot/etfsboot.com', efi: 'efi/microsoft/boot/efisys.bin' };
    expect(await writtenIso({ plan, results, workspace })).to.deep.equal(planned);
    mkdirSync(workspace.isoParts);
    for (const name of ['install.swm', 'install2.swm']) writeFileSync(join(workspace.isoParts, name), '');
    results.set('media/split-for-iso', { id: 'media/split-for-iso', target: 'media', title: '', recipeStep: '', status: 'done', facts: [] });
    expect(await writtenIso({ plan, results, workspace })).to.deep.equal({
      ...planned, instead: { file: 'sources/install.wim', by: ['install.swm', 'install2.swm'].map((name) => join(workspace.isoParts, name)) },
    });
    const without = createPlan(media(), scan(stack, cumulative), planOptions());
    expect(await writtenIso({ plan: without, results, workspace })).to.equal(undefined);
  });
});
