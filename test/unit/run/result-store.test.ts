import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ResultStore } from '../../../src/run/cache/result-store.js';
import { temporaryFolder } from '../../support/temp.js';

const { signal } = new AbortController();
const key = (letter: string): string => letter.repeat(64);

describe('results that are kept, within a limit', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);
  const store = (): ResultStore => new ResultStore(at('cache'));

  /** Keeps a result of 100 bytes, last used on a day of the month. */
  async function keep(letter: string, day: number): Promise<void> {
    const wim = at(`${letter}.wim`);
    writeFileSync(wim, letter.repeat(100));
    await store().keep({
      key: key(letter), backend: 'rehearsal', of: 'winre', runId: 'abcdef', time: '2026-11-01T00:00:00Z', takes: [], targets: [{ id: 'winre', offered: [] }], steps: [], warnings: [],
    }, [{ path: 'image.wim', from: wim, by: 'link' }], signal);
    utimesSync(join(store().folder, key(letter), 'entry.json'), new Date(2026, 10, day), new Date(2026, 10, day));
  }

  it('go when they were not used for longest, until the rest fits; what was taken in use counts as used', async () => {
    for (const [day, letter] of ['a', 'b', 'c'].entries()) await keep(letter, day + 1);
    const taken = await store().take(key('a'), { place: () => ({ to: at('taken.wim'), by: 'link' }), signal, onDamage: () => { throw new Error('damaged'); } });
    expect(taken?.key).to.equal(key('a'));
    expect(await store().shrink(300)).to.deep.equal([]);
    expect(await store().shrink(299)).to.deep.equal([key('b')]);
    expect((await store().list()).map((entry) => [entry.key, entry.bytes])).to.deep.equal([[key('c'), 100], [key('a'), 100]]);
    expect(existsSync(at('taken.wim')), 'a result in use').to.equal(true);
  });

  it('what a killed process has left half-made goes first', async () => {
    const torn = join(store().folder, '.0123456789abcdef.00000000.tmp');
    mkdirSync(torn);
    writeFileSync(join(torn, 'image.wim'), 'x'.repeat(70));
    utimesSync(torn, new Date(2020, 0, 1), new Date(2020, 0, 1));
    expect((await store().list())[0], 'what cannot be read takes its place all the same').to.include({ bytes: 70 });
    expect((await store().shrink(100))[0]).to.equal('.0123456789abcdef.00000000.tmp');
  });
});
