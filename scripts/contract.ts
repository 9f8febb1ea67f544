/**
 * Compares the rehearsal's Dism module with the documented contract of the cmdlets in use, and counts the contract's tests
 * and rules. Exit code 1 when something is missing. Run by scripts/contract.sh: contract.js [--json]
 */
import { join } from 'node:path';
import { packageRoot } from '../src/files/package-root.js';
import { dismRules } from '../test/contract/rules/dism-rules.js';
import { evidenceKinds } from '../test/contract/rules/rule.js';
import { parametersWithTests } from '../test/contract/support/behaviour-titles.js';
import { compareContract } from '../test/contract/support/compare-contract.js';
import { documentedContract } from '../test/contract/support/documented-contract.js';
import { liveMetadata, rehearsalModule } from '../test/contract/support/live-metadata.js';

const documented = await documentedContract();
const titles = documented.flatMap((cmdlet) => cmdlet.parameters.map((parameter) => `${cmdlet.name} -${parameter.name}`));
const tested = await parametersWithTests(join(packageRoot(), 'build-test', 'test', 'contract'));
const { declared, missing } = compareContract(documented, await liveMetadata(rehearsalModule()));
const report = {
  cmdlets: documented.length,
  parameters: titles.length,
  declared: declared.length,
  behaving: titles.filter((title) => tested.has(title)).length,
  rules: {
    total: dismRules.length,
    byEvidence: Object.fromEntries(evidenceKinds.map((kind) => [kind, dismRules.filter((rule) => rule.evidence === kind).length])),
  },
  missing,
};

const text = (): string => [
  `Cmdlets             ${report.cmdlets}`,
  `Parameters          ${report.parameters}`,
  `  declared          ${report.declared}   with the documented type and sets`,
  `  with a test       ${report.behaving}   whose title names them`,
  `Rules               ${report.rules.total}   ${Object.entries(report.rules.byEvidence).map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
  ...(missing.length === 0 ? ['Nothing is missing.'] : ['Missing:', ...missing.map((line) => `  ${line}`)]),
].join('\n');

process.stdout.write(`${process.argv.includes('--json') ? JSON.stringify(report, null, 2) : text()}\n`);
process.exitCode = missing.length === 0 ? 0 : 1;
