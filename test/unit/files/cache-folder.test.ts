import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { CacheFolder, defaultCacheFolder } from '../../../src/files/cache-folder.js';
import { temporaryFolder } from '../../support/temp.js';

describe('a cache folder', () => {
  const folder = temporaryFolder();

  it('keeps values by key, and the newest of them', async () => {
    const at = join(folder(), 'cache');
    const cache = new CacheFolder(at, { version: 1, maxEntries: 3 });
    expect(await cache.get('a')).to.equal(undefined);
    for (const key of ['a', 'b', 'c', 'd', 'e']) await cache.put(key, { key });
    expect(await cache.get('e')).to.deep.equal({ key: 'e' });
    expect(await new CacheFolder(at, { version: 2, maxEntries: 3 }).get('e')).to.equal(undefined);
    await cache.trim();
    expect(await readdir(at)).to.have.length(3);
  });

  it('lies where the system keeps caches of a user', () => {
    expect(defaultCacheFolder({ XDG_CACHE_HOME: '/c', HOME: '/home/a' }, 'linux')).to.equal('/c/offline-servicing');
    expect(defaultCacheFolder({ XDG_CACHE_HOME: 'relative', HOME: '/home/a' }, 'linux')).to.equal('/home/a/.cache/offline-servicing');
    expect(defaultCacheFolder({ LOCALAPPDATA: 'C:\\L' }, 'win32')).to.equal('C:\\L\\offline-servicing');
    expect(defaultCacheFolder({ USERPROFILE: 'C:\\U' }, 'win32')).to.equal('C:\\U\\AppData\\Local\\offline-servicing');
  });
});
