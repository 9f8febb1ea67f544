import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleCli } from './bundle-cli.js';
import { bundleNotices } from './bundle-notices.js';

/** Name of the module and of the folder that it must lie in. */
const moduleName = 'OfflineServicing';

/** What is taken as it is: the place in the checkout, and in the packed folder where that is another. */
const taken: readonly { from: string; to?: string }[] = [
  { from: `module-manifest/${moduleName}`, to: '.' },
  { from: 'ps/bridge' },
  { from: 'ps/rehearsal/bin' },
  { from: 'ps/host' },
  { from: 'offline-servicing.schema.json' },
  { from: 'LICENSE' },
];

/** Not taken: the host is built on the machine that uses it. */
const leftOut = ['ps/host/bin', 'ps/host/obj'];

/**
 * Packs the PowerShell module with everything it needs but Node.js: the bundled command line with the notices of its
 * parts, the bridge, the rehearsal, and the source of the host. The folder runs from any place, read-only too.
 * It is made aside and then put in place, so that a failure leaves what was there.
 * @param root of the checkout, with its npm packages installed and its C# parts built
 * @param output folder to put `OfflineServicing` in; one that is there is replaced
 * @returns the path of the packed module
 */
export async function packModule(root: string, output: string): Promise<string> {
  const folder = join(output, moduleName);
  const next = join(output, `.${moduleName}-${process.pid}`);
  const filter = (path: string): boolean => !leftOut.some((name) => path === join(root, name));
  try {
    await mkdir(next, { recursive: true });
    for (const { from, to = from } of taken) await cp(join(root, from), join(next, to), { recursive: true, filter });
    const packages = await bundleCli(root, join(next, 'cli'));
    await writeFile(join(next, 'THIRD-PARTY-NOTICES.txt'), await bundleNotices(root, packages));
    await writeFile(join(next, 'package.json'), await ownManifest(root));
    await rm(folder, { recursive: true, force: true });
    await rename(next, folder);
  } finally {
    await rm(next, { recursive: true, force: true });
  }
  return folder;
}

/** By this file the command line finds the folder of its package and its own version. */
async function ownManifest(root: string): Promise<string> {
  const { name, version, license, engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  return `${JSON.stringify({ name, version, license, private: true, type: 'module', engines }, null, 2)}\n`;
}
