import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';

/** `require` for the CommonJS parts of a bundle, which an ES module does not have. */
const banner = `import { createRequire as bundleRequire } from 'node:module';\nconst require = bundleRequire(import.meta.url);`;

/**
 * Bundles the command line with everything it imports into `folder` as `main.mjs` and the parts that it loads when they are
 * needed. In parts it starts quicker than in one file, and twice as quick as from some hundred files of node_modules.
 * @param root of the checkout, with its npm packages installed
 * @returns the npm packages of which something was bundled, as folders below `root` with `/`, sorted
 */
export async function bundleCli(root: string, folder: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { main: join('src', 'cli', 'main.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    banner: { js: banner },
    plugins: [optionalPeersOutside(root)],
    metafile: true,
    // The notices have the licences whole.
    legalComments: 'none',
    logLevel: 'error',
  });
  return packagesOf(Object.keys(metafile.inputs));
}

/**
 * Leaves out what a package does without where it is missing: its optional peers, which we do not depend on. The package then
 * finds nothing, as it does when npm installs us.
 */
function optionalPeersOutside(root: string): Plugin {
  const peers = new Map<string, ReadonlySet<string>>();
  const own = manifestOf(root).dependencies ?? {};
  return {
    name: 'optional-peers-outside',
    setup(run) {
      run.onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
        const folder = packageFolder.exec(importer.replaceAll('\\', '/'))?.[0];
        if (folder === undefined) return undefined;
        let optional = peers.get(folder);
        if (optional === undefined) peers.set(folder, optional = optionalPeers(folder));
        const name = /^(?:@[^/]+\/)?[^/]+/u.exec(path)?.[0] ?? path;
        return optional.has(name) && own[name] === undefined ? { path, external: true } : undefined;
      });
    },
  };
}

interface Manifest {
  dependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function optionalPeers(folder: string): ReadonlySet<string> {
  return new Set(Object.entries(manifestOf(folder).peerDependenciesMeta ?? {}).filter(([, { optional }]) => optional === true).map(([name]) => name));
}

const packageFolder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/u;

/** Folders of the npm packages that files lie in, nested ones too. */
function packagesOf(files: readonly string[]): string[] {
  const found = files.map((file) => packageFolder.exec(file)?.[0]);
  return [...new Set(found.filter((folder) => folder !== undefined))].map((folder) => posix.normalize(folder)).sort();
}
