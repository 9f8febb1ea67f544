import { expect } from 'chai';
import { execa } from 'execa';
import { readdirSync } from 'node:fs';
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

  before(async () => {
    const { stdout } = await execa('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, stdin: 'ignore' });
    files = (JSON.parse(stdout) as [{ files: { path: string }[] }])[0].files.map((file) => file.path);
  });

  it('holds every source that the host is built from, and the bridge', () => {
    for (const folder of ['ps/host', 'ps/bridge']) expect(files).to.include.members(sourcesBelow(folder));
  });

  it('holds the rehearsal built, licences and documentation', () => {
    expect(files).to.include.members([
      'ps/rehearsal/bin/Dism/Dism.psd1', 'ps/rehearsal/bin/Dism/Microsoft.Dism.PowerShell.dll', 'dist/index.d.ts', 'dist/cli/main.js',
      'LICENSE', 'THIRD-PARTY-NOTICES.md', 'README.md', 'CHANGELOG.md', 'docs/cli.md',
    ]);
  });

  it('holds no tests, no sources of dist, no source maps, no build leftovers and nothing that was made here', () => {
    expect(files.filter((path) => /^(?:src|test|lab|scripts|build-|node_modules)|\.map$|\/obj\/|^ps\/host\/bin/u.test(path))).to.deep.equal([]);
  });
});
