import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalJson, digestOf } from '../../../src/files/canonical-json.js';
import { digestFile, sha1File, sha256File } from '../../../src/files/hash.js';
import { mapLimit } from '../../../src/files/map-limit.js';
import { failureOf, put, temporaryFolder } from './temp-folder.js';

describe('files/hash', () => {
  const folder = temporaryFolder();

  it('gives SHA-256, SHA-1 and size of a file of several reads', async () => {
    const content = Buffer.alloc(9_000_000, 'offline');
    const path = put(folder(), 'big', content);
    const [sha256, sha1] = ['sha256', 'sha1'].map((name) => createHash(name).update(content).digest('hex'));
    expect(await digestFile(path)).to.deep.equal({ sha256, sha1, size: content.length });
    expect(await sha256File(path)).to.equal(sha256);
    expect(await sha1File(path)).to.equal(sha1);
    expect(await digestFile(put(folder(), 'none', ''))).to.include({ size: 0 });
  });

  it('stops in the middle when cancelled, and says so', async () => {
    const path = put(folder(), 'long', Buffer.alloc(50_000_000));
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    expect(await failureOf(() => sha256File(path, { signal: controller.signal }))).to.include({ code: 'cancelled' });
    expect(await failureOf(() => sha256File(path, { signal: controller.signal }))).to.include({ code: 'cancelled' });
  });

  it('leaves a missing file to its reader', async () => {
    expect(await failureOf(() => sha256File(join(folder(), 'missing')))).to.include({ code: 'ENOENT' });
  });
});

describe('files/map-limit', () => {
  it('keeps order and limit, and starts nothing after a failure', async () => {
    let running = 0;
    let most = 0;
    const work = async (item: number): Promise<number> => {
      most = Math.max(most, ++running);
      await new Promise((done) => setTimeout(done, 3 - (item % 3)));
      running -= 1;
      return item * 2;
    };
    expect(await mapLimit([1, 2, 3, 4, 5, 6, 7], 3, work)).to.deep.equal([2, 4, 6, 8, 10, 12, 14]);
    expect(most).to.equal(3);
    const started: number[] = [];
    const error = await failureOf(() => mapLimit([1, 2, 3, 4, 5, 6], 2, async (item) => {
      started.push(item);
      await work(item);
      if (item === 2) throw new Error('second');
    }));
    expect(error.message).to.equal('second');
    expect(started.length).to.be.lessThan(5);
    expect(running).to.equal(0);
  });
});

describe('files/canonical-json', () => {
  it('has one spelling for a value, whatever the order of its keys', () => {
    expect(canonicalJson({ b: [1, null, { z: true, a: 'é\n' }], a: undefined, A: 1e21 })).to.equal('{"A":1e+21,"b":[1,null,{"a":"é\\n","z":true}]}');
    expect(digestOf({ a: 1, b: 2 })).to.equal(digestOf({ b: 2, a: 1 }));
    expect(digestOf({ a: 1 })).to.equal(createHash('sha256').update('{"a":1}').digest('hex'));
    expect(canonicalJson(new Date(0))).to.equal('"1970-01-01T00:00:00.000Z"');
  });

  it('refuses what JSON would silently lose', () => {
    for (const value of [undefined, Number.NaN, Infinity, 1n, Symbol('x'), () => 1, [undefined], new Map(), { deep: new Set() }]) {
      expect(() => canonicalJson(value)).to.throw(TypeError);
    }
  });

  it('means what JSON.stringify means, and ignores key order (property)', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).to.deep.equal(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(reversed(value))).to.equal(text);
    }));
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, member]) => [key, reversed(member)]));
}
