import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { FolderTree } from '../../../src/files/file-tree.js';
import { parseSums, renderSums } from '../../../src/files/sha256sums.js';
import { sumsChecks } from '../../../src/verify/examine/sums-check.js';
import { describePosix } from '../../support/posix.js';

const sumOf = (content: string): string => createHash('sha256').update(content).digest('hex');
const { signal } = new AbortController();

describe('files/sha256sums', () => {
  it('reads what it writes (property)', () => {
    const name = fc.string({ minLength: 1 }).filter((text) => !text.includes('\0'));
    fc.assert(fc.property(fc.uniqueArray(name, { maxLength: 10 }), (names) => {
      const sums = names.map((path) => ({ path, sha256: sumOf(path) }));
      expect(parseSums(renderSums(sums))).to.have.deep.members(sums);
    }));
    expect(parseSums('no sum\n')).to.equal(undefined);
  });
});

describePosix('SHA256SUMS beside media', () => {
  let folder = '';
  before(() => { folder = mkdtempSync(join(tmpdir(), 'osf-sums-')); });
  after(() => { rmSync(folder, { recursive: true, force: true }); });

  it('is what sha256sum reads, and media is checked against it file by file', async () => {
    const files = { 'media/setup.exe': 'setup', 'media/sources/a b.txt': 'text', 'media/odd\\name\n': 'odd', 'win.iso': 'iso' };
    mkdirSync(join(folder, 'media', 'sources'), { recursive: true });
    for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content);
    writeFileSync(join(folder, 'SHA256SUMS'), renderSums(Object.entries(files).map(([path, content]) => ({ path, sha256: sumOf(content) }))));
    execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: folder });
    const tree = new FolderTree(join(folder, 'media'));
    expect((await sumsChecks(tree, new Map(), signal))[0]).to.include({ id: 'sums', ok: true, evidence: '3 files have their SHA-256' });
    expect((await sumsChecks(tree, new Map([['setup.exe', sumOf('another')]]), signal))[0]).to.include({ ok: false, evidence: 'changed: setup.exe' });
    rmSync(join(folder, 'media', 'setup.exe'));
    writeFileSync(join(folder, 'media', 'sources', 'a b.txt'), 'other');
    writeFileSync(join(folder, 'media', 'new'), '');
    expect((await sumsChecks(tree, new Map(), signal))[0]).to.include({ ok: false, evidence: 'missing: setup.exe; changed: sources/a b.txt; not listed: new' });
    writeFileSync(join(folder, 'SHA256SUMS'), 'damaged');
    expect((await sumsChecks(tree, new Map(), signal))[0]).to.include({ ok: false });
    rmSync(join(folder, 'SHA256SUMS'));
    expect(await sumsChecks(tree, new Map(), signal)).to.deep.equal([]);
  });
});
