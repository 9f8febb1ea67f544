import { expect } from 'chai';
import { chmodSync, linkSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { overwriteInPlace } from '../../../src/run/overwrite.js';
import { temporaryFolder } from '../../support/temp.js';

describe('overwriteInPlace', () => {
  const temporary = temporaryFolder();

  it('keeps the file and its read-only attribute, whether the new content is longer or shorter', async () => {
    const [from, to, link] = ['from', 'to', 'link'].map((name) => join(temporary(), name)) as [string, string, string];
    writeFileSync(to, 'x'.repeat(100));
    linkSync(to, link);
    chmodSync(to, 0o444);
    for (const content of ['short', 'y'.repeat(9_000_000)]) {
      writeFileSync(from, content);
      await overwriteInPlace(from, to, new AbortController().signal);
      expect(readFileSync(link, 'utf8')).to.equal(content);
      expect(statSync(to).mode & 0o222).to.equal(0);
    }
  });
});
