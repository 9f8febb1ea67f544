import { testPowerShells } from '../support/full-powershell.js';
import { ModuleBench } from '../support/module-bench.js';
import { ModuleShell } from '../support/module-shell.js';
import { defineLookTests } from './module-look.suite.js';
import { defineOutputTests } from './module-output.suite.js';
import { defineReportTests } from './module-report.suite.js';
import { defineBindingTests } from './module-paths.suite.js';
import { defineRunTests, defineStreamTests } from './module-run.suite.js';

describe('the PowerShell module', () => {
  let bench: ModuleBench;
  before(async () => {
    bench = new ModuleBench();
    await bench.makeLab();
  });
  after(() => { bench.remove(); });

  const shells = testPowerShells();
  for (const powerShell of shells) {
    describe(`on ${powerShell.name}`, () => {
      let shell: ModuleShell;
      before(() => { shell = new ModuleShell(powerShell, bench.manifest, { cwd: bench.root }); });
      after(async () => { await shell.close(); });
      afterEach(() => { bench.calls(); });

      describe('a run', () => { defineStreamTests(() => bench, () => shell); });
      // Once is enough for what is decided in the module alone: on the fullest PowerShell that there is.
      if (powerShell !== shells.at(-1)) return;
      describe('runs', () => { defineRunTests(() => bench, () => shell); });
      describe('binding', () => { defineBindingTests(() => bench, () => shell); });
      describe('outputs', () => { defineOutputTests(() => bench, () => shell); });
      describe('reports', () => { defineReportTests(() => bench, () => shell); });
      describe('looking', () => { defineLookTests(() => bench, () => shell); });
    });
  }
});
