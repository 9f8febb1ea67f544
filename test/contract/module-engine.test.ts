import { testPowerShells } from '../support/full-powershell.js';
import { ModuleBench } from '../support/module-bench.js';
import { ModuleShell } from '../support/module-shell.js';
import { defineLookTests } from './module-look.suite.js';
import { defineBindingTests } from './module-paths.suite.js';
import { defineRunTests } from './module-run.suite.js';

describe('the PowerShell module', () => {
  let bench: ModuleBench;
  before(async () => {
    bench = new ModuleBench();
    await bench.makeLab();
  });
  after(() => { bench.remove(); });

  for (const powerShell of testPowerShells()) {
    describe(`on ${powerShell.name}`, () => {
      let shell: ModuleShell;
      before(() => { shell = new ModuleShell(powerShell, bench.manifest, { cwd: bench.root }); });
      after(async () => { await shell.close(); });
      afterEach(() => { bench.calls(); });

      describe('a run', () => { defineRunTests(() => bench, () => shell); });
      describe('binding', () => { defineBindingTests(() => bench, () => shell); });
      describe('looking', () => { defineLookTests(() => bench, () => shell); });
    });
  }
});
