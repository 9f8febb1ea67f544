import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { packageRoot } from '../../../src/files/package-root.js';

interface ConfigModule {
  importRules: Linter.Config[];
  importMatrix: Record<string, { rooms: string[]; types?: string[] }>;
}

describe('who may import whom', () => {
  let lint: ESLint;
  let matrix: ConfigModule['importMatrix'];
  before(async () => {
    const config = (await import(pathToFileURL(join(packageRoot(), 'eslint.config.js')).href)) as ConfigModule;
    matrix = config.importMatrix;
    lint = new ESLint({
      cwd: packageRoot(),
      overrideConfigFile: true,
      overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } }, ...config.importRules],
    });
  });

  async function complaints(filePath: string, code: string): Promise<string[]> {
    const [result] = await lint.lintText(code, { filePath });
    return (result?.messages ?? []).map((message) => message.message);
  }

  const bad: [file: string, code: string][] = [
    ['src/dism/client.ts', "import { runPlan } from '../run/runner.js';"],
    ['src/schema/plan.ts', "import { hashFile } from '../files/hash.js';"],
    ['src/plan/recipes/classic.ts', "import { DismClient } from '../../dism/client.js';"],
    ['src/plan/graph.ts', "import { hashFile } from '../files/hash.js';"],
    ['src/run/runner.ts', "import { createPlan } from '../plan/create-plan.js';"],
    ['src/verify/verify-media.ts', "import { runPlan } from '../run/runner.js';"],
    ['src/report/report-html.ts', "export { runCli } from '../cli/program.js';"],
    ['src/cli/program.ts', "import { makeLab } from '../lab/make-lab.js';"],
    ['src/service-media.ts', "import { runCli } from './cli/program.js';"],
    ['src/run/runner.ts', "import { serviceMedia } from '../service-media.js';"],
    ['src/run/runner.ts', "const lab = await import('../lab/make-lab.js');"],
    ['src/run/runner.ts', 'const anything = await import(name);'],
  ];
  for (const [file, code] of bad) {
    it(`refuses ${code} in ${file}`, async () => {
      expect(await complaints(file, code)).to.have.length(1);
    });
  }

  const good: [file: string, code: string][] = [
    ['src/dism/client.ts', "import { Session } from '../powershell/session.js';"],
    ['src/plan/graph.ts', "import { canonicalJson } from '../files/canonical-json.js';"],
    ['src/run/runner.ts', "import type { Graph } from '../plan/graph.js';"],
    ['src/cli/load-engine.ts', "const engine = await import('../index.js'); const lab = await import('../lab/make-lab.js');"],
    ['src/cli/commands/lab.ts', "import type { LabOptions } from '../../lab/make-lab.js'; import { planText } from '../render/plan-text.js';"],
    ['src/run-service.ts', "import { runPlan } from './run/runner.js';"],
    ['src/files/robocopy.ts', "const { execa } = await import('execa');"],
  ];
  for (const [file, code] of good) {
    it(`allows ${code} in ${file}`, async () => {
      expect(await complaints(file, code)).to.deep.equal([]);
    });
  }

  it('has a line for every room', async () => {
    const entries = await readdir(join(packageRoot(), 'src'), { withFileTypes: true });
    expect(entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort()).to.deep.equal(Object.keys(matrix).sort());
  });
});
