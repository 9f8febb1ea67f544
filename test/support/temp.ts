import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one suite, removed after it. */
export function temporaryFolder(): () => string {
  let folder = '';
  before(() => { folder = mkdtempSync(join(tmpdir(), 'offline-servicing-test-')); });
  after(() => { rmSync(folder, { recursive: true, force: true }); });
  return () => folder;
}
