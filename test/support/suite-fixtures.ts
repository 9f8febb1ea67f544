import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedFolder } from './shared-lab.js';

/** Before mocha's first test: a folder for what its processes make once and share. */
export function mochaGlobalSetup(): void {
  process.env[sharedFolder] ??= mkdtempSync(join(tmpdir(), 'offline-servicing-shared-'));
}

/** After mocha's last test. */
export function mochaGlobalTeardown(): void {
  const folder = process.env[sharedFolder];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
