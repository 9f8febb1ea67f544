import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../../src/files/package-root.js';
import { sessionEnvironment } from '../../../src/powershell/environment.js';
import { findPowerShell } from '../../../src/powershell/find-powershell.js';

/** Something that Windows PowerShell 5.1 would not take. */
export interface Finding {
  /** As it was given. */
  file: string;
  line: number;
  /** e.g. `ternary`, `cmdlet`, `member`. */
  rule: string;
  text: string;
}

/** Folders of the package whose scripts ship. */
const shippedFolders = ['ps/bridge', 'module-manifest/OfflineServicing'];

/** Every .ps1, .psm1 and .psd1 that ships, relative to the package's root. */
export async function shippedScripts(): Promise<string[]> {
  const root = packageRoot();
  const found = await Promise.all(shippedFolders.map(async (folder) => {
    const names = await readdir(join(root, folder), { recursive: true }).catch(() => []);
    return names.filter((name) => /\.ps(?:1|m1|d1)$/iu.test(name)).map((name) => relative(root, join(root, folder, name)));
  }));
  return found.flat().sort();
}

/** Parses scripts in the PowerShell that sessions use and walks their syntax trees; nothing of them is run. */
export async function checkScripts(files: readonly { name: string; path: string }[]): Promise<Finding[]> {
  const folder = join(packageRoot(), 'test', 'unit', 'powershell-scripts');
  const { executable } = await findPowerShell({});
  const { stdout } = await execa(executable, ['-NoLogo', '-NoProfile', '-NonInteractive', '-File', join(folder, 'check-windows-powershell.ps1'), folder], {
    input: JSON.stringify({ rules: join(folder, 'windows-powershell.json'), files }), extendEnv: false, env: sessionEnvironment(process.env),
  });
  return stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Finding);
}
