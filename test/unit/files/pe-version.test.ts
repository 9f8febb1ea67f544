import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { readPeVersion } from '../../../src/files/pe-version.js';
import { peWithVersion } from './pe-file.js';
import { failureOf, put, temporaryFolder } from './temp-folder.js';

describe('files/pe-version', () => {
  const folder = temporaryFolder();

  it('reads the fixed version from a file and from bytes', async () => {
    const bytes = peWithVersion(10, 0, 17134, 65535);
    expect(await readPeVersion(bytes)).to.equal('10.0.17134.65535');
    expect(await readPeVersion(put(folder(), 'a.dll', bytes))).to.equal('10.0.17134.65535');
  });

  it('has no version for what is no program, and says what it cannot read', async () => {
    for (const content of ['', 'MZ', 'text', Buffer.alloc(2000), Buffer.concat([Buffer.from('MZ'), Buffer.alloc(2000, 0xff)])]) {
      expect(await readPeVersion(put(folder(), 'b', content))).to.equal(undefined);
    }
    expect(await failureOf(() => readPeVersion(join(folder(), 'missing')))).to.include({ code: 'ENOENT' });
  });

  it('never fails on a damaged program (property)', async () => {
    const whole = peWithVersion(1, 2, 3, 4);
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    await fc.assert(fc.asyncProperty(fc.array(change, { maxLength: 8 }), fc.nat(whole.length), async (changes, length) => {
      const bytes = Buffer.from(whole);
      for (const [at, value] of changes) bytes[at] = value;
      const version = await readPeVersion(bytes.subarray(0, length));
      if (version !== undefined) expect(version).to.match(/^\d+\.\d+\.\d+\.\d+$/u);
    }), { numRuns: 500 });
  });
});
