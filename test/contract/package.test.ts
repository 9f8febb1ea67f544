import { expect } from 'chai';
import { execa } from 'execa';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { packageRoot } from '../../src/files/package-root.js';

const root = packageRoot();

/** Files below a folder of the repository that git would keep, with `/`. */
function sourcesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !/\/(?:bin|obj|build-[^/]*)\//u.test(path));
}

describe('the npm package', () => {
  let files: string[];
  let sizes: { size: number; unpackedSize: number };

  before(async () => {
    const { stdout } = await execa('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, stdin: 'ignore' });
    const [packed] = JSON.parse(stdout) as [{ files: { path: string }[]; size: number; unpackedSize: number }];
    files = packed.files.map((file) => file.path);
    sizes = packed;
  });

  it('holds every source that the host is built from, and the bridge', () => {
    for (const folder of ['ps/host', 'ps/bridge']) expect(files).to.include.members(sourcesBelow(folder));
  });

  it('holds the PowerShell module as it is generated, and nothing of what it is made from', () => {
    const below = 'module-manifest/OfflineServicing';
    expect(files).to.include.members(sourcesBelow(below));
    // npm takes every README.
    expect(files.filter((path) => path.startsWith('module-manifest/') && !path.startsWith(`${below}/`) && !path.endsWith('/README.md'))).to.deep.equal([]);
  });

  it('stays below 10 MB, packed and unpacked', () => {
    expect(sizes.size).to.be.lessThan(sizes.unpackedSize);
    expect(sizes.unpackedSize).to.be.lessThan(10_000_000);
  });

  it('runs nothing when it is installed', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) expect(scripts).to.not.have.property(name);
  });

  it('holds the rehearsal built, schema, licences and documentation', () => {
    expect(files).to.include.members([
      'ps/rehearsal/bin/Dism/Dism.psd1', 'ps/rehearsal/bin/Dism/Microsoft.Dism.PowerShell.dll', 'dist/index.d.ts', 'dist/cli/main.js',
      'offline-servicing.schema.json', 'LICENSE', 'THIRD-PARTY-NOTICES.md', 'README.md', 'CHANGELOG.md', 'docs/cli.md',
    ]);
  });

  it('holds no tests, no sources of dist, no source maps, no build leftovers and nothing that was made here', () => {
    expect(files.filter((path) => /^(?:src|test|lab|packed|scripts|build-|node_modules|\.)|\.map$|\/obj\/|^ps\/host\/bin/u.test(path))).to.deep.equal([]);
  });
});
