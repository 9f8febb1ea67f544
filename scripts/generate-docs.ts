/** Writes the pages of docs/ that are generated from the code. Run: node build-test/scripts/generate-docs.js */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderErrorPage } from '../src/dism/error-page.js';
import { packageRoot } from '../src/files/package-root.js';

const pages: readonly { file: string; render: () => string }[] = [
  { file: 'docs/errors.md', render: renderErrorPage },
];

for (const { file, render } of pages) writeFileSync(join(packageRoot(), file), render());
