import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { packageRoot } from '../../src/files/package-root.js';

/** A PowerShell that tests of the module run on. */
export interface TestPowerShell {
  name: 'project host' | 'full PowerShell';
  /** Absolute path. */
  executable: string;
}

/**
 * The full PowerShell 7 of this machine: the one that OFFLINE_SERVICING_TEST_POWERSHELL names, else `pwsh` on PATH, else the one
 * that scripts/test-powershell.sh has fetched.
 * @returns undefined where there is none; tests then run on the project's own host only
 */
export function fullPowerShell(): TestPowerShell | undefined {
  const named = process.env['OFFLINE_SERVICING_TEST_POWERSHELL'];
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder)).map((folder) => join(folder, 'pwsh'));
  const fetched = join(packageRoot(), 'node_modules', '.cache', 'offline-servicing', 'pwsh', 'pwsh');
  const executable = [...(named === undefined ? [] : [named]), ...onPath, fetched].find(isProgram);
  return executable === undefined ? undefined : { name: 'full PowerShell', executable };
}

/** Every PowerShell that tests of the module run on: the project's own host, and a full one where there is one. */
export function testPowerShells(): [TestPowerShell, ...TestPowerShell[]] {
  const full = fullPowerShell();
  const host: TestPowerShell = { name: 'project host', executable: join(packageRoot(), 'ps', 'host', 'bin', 'pwsh') };
  return full === undefined ? [host] : [host, full];
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
