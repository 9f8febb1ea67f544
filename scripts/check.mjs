import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import ts from 'typescript';

/**
 * Does the work of `tsc -p test/tsconfig.json` and of `eslint .` with one program of the compiler: finding types is most of both.
 * Usage: check.mjs OUTPUT STATE
 *   OUTPUT  folder for the compiled files, which are written before anything is checked
 *   STATE   file that gets `emitted` once they are there, and at the end `right`, or what failed: `types`, `lint`, `types lint`
 */
const [output = '', state = ''] = process.argv.slice(2);
const root = fileURLToPath(new URL('..', import.meta.url));
const host = { getCurrentDirectory: () => root, getCanonicalFileName: (name) => name, getNewLine: () => '\n' };

const { options, fileNames, errors } = ts.getParsedCommandLineOfConfigFile(join(root, 'test', 'tsconfig.json'), { outDir: output }, {
  ...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => { throw new Error(ts.formatDiagnostic(problem, host)); },
});
const program = ts.createProgram({ rootNames: fileNames, options, configFileParsingDiagnostics: errors });
program.emit();
writeFileSync(state, 'emitted\n');

const problems = ts.sortAndDeduplicateDiagnostics(ts.getPreEmitDiagnostics(program));
process.stdout.write(ts.formatDiagnostics(problems, host));

const eslint = new ESLint({
  cwd: root, overrideConfig: [{ files: ['**/*.{ts,tsx}'], languageOptions: { parserOptions: { programs: [program], projectService: false } } }],
});
const results = await eslint.lintFiles(['.']);
process.stdout.write(await (await eslint.loadFormatter('stylish')).format(results));

const failed = [...(problems.length > 0 ? ['types'] : []), ...(results.some(({ errorCount }) => errorCount > 0) ? ['lint'] : [])];
writeFileSync(state, `${failed.length > 0 ? failed.join(' ') : 'right'}\n`);
