/** Writes the pages of docs/ that are generated from the code. Run: node build-test/scripts/generate-docs.js */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderErrorPage } from '../src/dism/error-page.js';
import { packageRoot } from '../src/files/package-root.js';
import { dismRules } from '../test/contract/rules/dism-rules.js';
import { renderContractPage } from '../test/contract/rules/rule-table.js';
import { renderCliPage } from './cli-page.js';
import { renderPowerShellPage } from './powershell-page.js';

const pages: readonly { file: string; render: () => string }[] = [
  { file: 'docs/errors.md', render: renderErrorPage },
  { file: 'docs/cli.md', render: () => renderCliPage(readFileSync(join(packageRoot(), 'docs/cli.md'), 'utf8')) },
  { file: 'docs/powershell.md', render: () => renderPowerShellPage(readFileSync(join(packageRoot(), 'docs/powershell.md'), 'utf8')) },
  { file: 'docs/contract.md', render: () => renderContractPage(readFileSync(join(packageRoot(), 'docs/contract.md'), 'utf8'), dismRules) },
];

for (const { file, render } of pages) writeFileSync(join(packageRoot(), file), render());
