/** Writes the PowerShell module and the JSON Schema of the configuration file. Run: npm run generate:module */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../src/files/package-root.js';
import { moduleFiles } from './module/module-files.js';

for (const [path, content] of moduleFiles(packageRoot())) {
  mkdirSync(dirname(join(packageRoot(), path)), { recursive: true });
  writeFileSync(join(packageRoot(), path), content);
}
