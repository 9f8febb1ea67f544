import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../src/files/package-root.js';

type LockedPackage = { dev?: boolean; devOptional?: boolean } & Record<string, unknown>;

/**
 * Packs the checkout as npm would publish it and installs that into an empty folder. The dependencies are those of the
 * lock file, whose downloads npm keeps: the network is asked only for what setup did not fetch.
 * @returns path of the installed `offline-servicing`, the command of the package
 */
export async function installPackage(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { stdout } = await execa('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: packageRoot(), stdin: 'ignore' });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  const dependencies = { 'offline-servicing': `file:${filename}` };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lockFor(dependencies)));
  await execa('npm', ['ci', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdin: 'ignore' });
  return join(folder, 'node_modules', '.bin', 'offline-servicing');
}

/** The lock of a folder that has nothing but the packed package and what that needs. */
function lockFor(dependencies: { 'offline-servicing': string }): unknown {
  const { packages } = JSON.parse(readFileSync(join(packageRoot(), 'package-lock.json'), 'utf8')) as { packages: Record<string, LockedPackage> };
  const needed = Object.entries(packages).filter(([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true);
  const { version, dependencies: own, bin } = packages[''] ?? {};
  return {
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { dependencies },
      ...Object.fromEntries(needed),
      'node_modules/offline-servicing': { version, bin, dependencies: own, resolved: dependencies['offline-servicing'] },
    },
  };
}
