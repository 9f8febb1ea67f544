import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { exists, foldCase, hostPath, imagePath, isInside, mediaPath, normalizeRelative, resolveNoCase, sameName } from '../../../src/files/paths.js';
import { failureOf, put, temporaryFolder } from './temp-folder.js';

describe('files/paths', () => {
  const folder = temporaryFolder();

  it('finds a file whatever its case, an exact match first', async () => {
    const file = put(folder(), 'Sources/Install.WIM', 'x');
    expect(await resolveNoCase(folder(), 'sources\\install.wim')).to.equal(file);
    expect(await resolveNoCase(folder(), './SOURCES//INSTALL.WIM')).to.equal(file);
    expect(await resolveNoCase(folder(), 'sources/boot.wim')).to.equal(undefined);
    expect(await resolveNoCase(folder(), 'sources/install.wim/below')).to.equal(undefined);
    expect(await resolveNoCase(join(folder(), 'nowhere'), 'a')).to.equal(undefined);
    if (process.platform === 'linux') {
      const exact = put(folder(), 'Sources/install.wim', 'y');
      expect(await resolveNoCase(folder(), 'sources/install.wim')).to.equal(exact);
      expect(await resolveNoCase(folder(), 'sources/Install.WIM')).to.equal(file);
    }
  });

  it('refuses what leads out of its root', async () => {
    for (const path of ['..', 'a/../b', 'a\\..\\b', '/etc', '\\Windows', 'C:\\Windows', 'C:x', 'file:stream', '', '.', 'a\0b']) {
      expect(await failureOf(() => resolveNoCase(folder(), path)), path).to.include({ code: 'usage' });
    }
    expect(imagePath('\\Windows\\System32')).to.equal('Windows/System32');
    expect(mediaPath('sources\\install.wim')).to.equal('sources/install.wim');
    expect(() => mediaPath('/sources')).to.throw('is not a relative path');
    expect(hostPath('x')).to.equal(join(process.cwd(), 'x'));
  });

  it('normalises once and for all, and never yields a way out (property)', () => {
    const segment = fc.constantFrom('a', 'B c', '.', '..', '', 'x.wim', '…', 'C:');
    fc.assert(fc.property(fc.array(segment), fc.constantFrom('/', '\\'), (segments, separator) => {
      let path: string;
      try {
        path = normalizeRelative(segments.join(separator));
      } catch (error) {
        expect(error).to.include({ code: 'usage' });
        return;
      }
      expect(normalizeRelative(path)).to.equal(path);
      expect(path.split('/')).to.not.include.members(['..']);
      expect(isInside(join(folder(), path), folder())).to.equal(true);
    }));
  });

  it('compares names as NTFS does: one unit to one', () => {
    expect(sameName('Straße', 'STRASSE')).to.equal(false);
    expect(sameName('Straße', 'sTRAßE')).to.equal(true);
    expect(sameName('ärger', 'ÄRGER')).to.equal(true);
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      expect(foldCase(foldCase(name))).to.equal(foldCase(name));
      expect(foldCase(name)).to.have.length(name.length);
    }));
  });

  it('knows inside from beside', () => {
    expect(isInside('/a/b', '/a')).to.equal(true);
    expect(isInside('/a', '/a')).to.equal(true);
    expect(isInside('/ab', '/a')).to.equal(false);
    expect(isInside('/a', '/a/b')).to.equal(false);
    expect(isInside('/a', '/')).to.equal(true);
    expect(isInside('/A/b', '/a', 'linux')).to.equal(false);
    for (const [path, root, inside] of [
      ['c:/media/out', 'C:\\Media', true], ['C:\\MEDIA\\', 'c:\\media', true], ['C:\\media2', 'C:\\media', false],
      ['D:\\media', 'C:\\', false], ['C:\\x', 'C:\\', true], ['\\\\server\\share\\a', '\\\\SERVER\\share', true],
    ] as const) expect(isInside(path, root, 'win32'), `${path} in ${root}`).to.equal(inside);
  });

  it('sees a link that leads nowhere', async () => {
    mkdirSync(join(folder(), 'links'));
    symlinkSync('nowhere', join(folder(), 'links', 'broken'), 'junction');
    expect(await exists(join(folder(), 'links', 'broken'))).to.equal(true);
    expect(await exists(join(folder(), 'links', 'other'))).to.equal(false);
  });
});
